"""The plugin errors: what went wrong with queries, on standard output. Nothing is defined here."""

from pydns_host.plugins.errors.plugin import Errors

__all__ = ["Errors"]
