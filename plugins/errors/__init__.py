"""The plugin errors: what went wrong with queries, on standard output."""

from pydns_host.plugins.errors.plugin import Errors

__all__ = ["Errors"]
