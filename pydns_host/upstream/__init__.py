"""How a query goes to an upstream and comes back: sockets, IDs, deadlines, checks of answers, and upstreams' health.

Public, for plugins; what a query means, and which upstream to ask, is theirs.
"""

from __future__ import annotations

from pydns_host.upstream.address import Address
from pydns_host.upstream.endpoint import Endpoint, Unusable, Upstream
from pydns_host.upstream.errors import UpstreamError
from pydns_host.upstream.judge import Judge
from pydns_host.upstream.settings import Settings

__all__ = ["Address", "Endpoint", "Judge", "Settings", "Unusable", "Upstream", "UpstreamError"]
