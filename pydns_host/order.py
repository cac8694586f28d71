"""The order of execution: CoreDNS 1.14.7's, into which plugins from elsewhere are put by the registry.

The list itself stands in `corefile.directives`, since the language must know which words are directives.
"""

from corefile.directives import DIRECTIVES as ORDER

__all__ = ["ORDER"]
