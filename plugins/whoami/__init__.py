"""The plugin whoami: tells a client its own address, port and transport."""

from pydns_host.plugins.whoami.plugin import Whoami

__all__ = ["Whoami"]
