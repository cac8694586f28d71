"""The plugin log: a line about each query on standard output. Nothing is defined here."""

from pydns_host.plugins.log.plugin import Log

__all__ = ["Log"]
