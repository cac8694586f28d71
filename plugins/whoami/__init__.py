"""The plugin whoami: tells a client its own address, port and transport. Nothing is defined here."""

from pydns_host.plugins.whoami.plugin import Whoami

__all__ = ["Whoami"]
