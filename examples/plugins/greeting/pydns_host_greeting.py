"""A plugin that pip installs: `greeting TEXT` answers every TXT question with that text.

Install it: pip install ./examples/plugins/greeting
"""

from typing import Any

import dns.rrset

from corefile.options import Reader
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.message import Request, Response

TXT = 16


class Greeting(Plugin):
    """Greets whoever asks."""

    name = "greeting"
    before = "forward"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Any:
        """`greeting TEXT`: exactly one word, which may be quoted."""
        for _ in reader.occurrences():
            if not reader.next_arg():
                raise reader.arg_error()
            text = reader.value
        return text

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer TXT, pass the rest on."""
        if request.type != TXT:
            return await next(request)
        return request.reply(answer=[dns.rrset.from_text(request.name, 60, "IN", "TXT", f'"{self.config}"')], aa=True)
