"""How an upstream is to be asked: what the options of a forward-like plugin come down to.

Which upstream a query goes to is the plugin's own business.
"""

from __future__ import annotations

from dataclasses import dataclass
from ssl import SSLContext


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are seconds. A cached connection is given up `expire` after its last use and `max_age` after its first
    (0: never); at most `max_idle` are cached for each protocol (0: no bound but the host's own).

    `source` is the address to send from. Over TLS, the certificate must be for `servername`, or for the address when
    that is "". `health_tcp` makes health checks go over TCP; they ask for NS of `health_name`.
    """

    expire: float = 10.0
    max_age: float = 0.0
    max_idle: int = 0
    read_timeout: float = 2.0
    source: str = ""
    tls: SSLContext | None = None
    servername: str = ""
    doh_method: str = "POST"
    health_interval: float = 0.5
    health_tcp: bool = False
    health_recursion: bool = True
    health_name: bytes = b"\0"
