"""Go's text/template: templates parsed once, executed on values, with errors in Go's own words.

Which fields and functions a template sees is its plugin's business; how fmt writes a value is here, in `formatting`.
"""

from pydns_host.gotemplate.errors import ExecError, FunctionError, ParseError
from pydns_host.gotemplate.template import Template
from pydns_host.gotemplate.values import Function, Map, Slice, Struct, Uint

__all__ = ["ExecError", "Function", "FunctionError", "Map", "ParseError", "Slice", "Struct", "Template", "Uint"]
