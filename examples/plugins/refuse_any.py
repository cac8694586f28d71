"""A plugin in one file: `refuse_any` answers questions of type ANY with REFUSED and passes all others on.

Run it: pydns-host -plugin examples/plugins/refuse_any.py -conf Corefile
"""

from pydns_host.chain import Next, Plugin
from pydns_host.message import REFUSED, Request, Response

ANY = 255


class RefuseAny(Plugin):
    """Keeps amplification small (RFC 8482 says why)."""

    name = "refuse_any"
    after = "log"

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Refuse ANY."""
        if request.type == ANY:
            return request.reply(REFUSED)
        return await next(request)
