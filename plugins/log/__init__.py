"""The plugin log: a line about each query on standard output."""

from pydns_host.plugins.log.plugin import Log

__all__ = ["Log"]
