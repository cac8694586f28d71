"""The plugin erratic: answers that are dropped, delayed or truncated, to test clients with. Nothing is defined here."""

from pydns_host.plugins.erratic.plugin import Erratic

__all__ = ["Erratic"]
