"""The plugin gathersrv: one name for the services of several clusters. Nothing lives here but its one export."""

from pydns_host.plugins.gathersrv.plugin import Gathersrv

__all__ = ["Gathersrv"]
