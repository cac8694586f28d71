"""The expression language of the reference's view and template (expr-lang.org): checked once, evaluated per query.

Which names an expression may use is its plugin's business; those that every plugin gives are in `environment`.
"""

from pydns_host.expressions.errors import EvaluationError, ExpressionError
from pydns_host.expressions.program import Program, is_identifier
from pydns_host.expressions.types import ANY, Signature, Type, variable

__all__ = ["ANY", "EvaluationError", "ExpressionError", "Program", "Signature", "Type", "is_identifier", "variable"]
