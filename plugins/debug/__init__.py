"""The plugin debug: debug lines in the log, and a traceback for each exception. Nothing is defined here."""

from pydns_host.plugins.debug.plugin import Debug

__all__ = ["Debug"]
