"""The plugin bind: which addresses of the machine a server block listens on. Nothing is defined here."""

from pydns_host.plugins.bind.plugin import Bind

__all__ = ["Bind"]
