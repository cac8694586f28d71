"""The plugin gathersrv: one name for the services of several clusters."""

from pydns_host.plugins.gathersrv.plugin import Gathersrv

__all__ = ["Gathersrv"]
