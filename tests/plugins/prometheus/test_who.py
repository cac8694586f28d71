"""The label `plugin` is the plugin that made the answer, be it built in or from elsewhere."""

from __future__ import annotations

import pytest

from pydns_host.chain import Next, Plugin
from pydns_host.message import REFUSED, Request, Response
from pydns_host.testing import serving

COUNTED = "coredns_dns_responses_total"


class Passing(Plugin):
    """From elsewhere; only looks on, without saying so."""

    name = "passing"
    before = "cache"

    async def serve(self, request: Request, next: Next) -> Response | None:
        """As the next says."""
        return await next(request)


class Marking(Plugin):
    """From elsewhere; changes what the next one says."""

    name = "marking"
    before = "cache"

    async def serve(self, request: Request, next: Next) -> Response | None:
        """The next one's answer with other flags."""
        response = await next(request)
        return None if response is None else response.restated(flags=response.flags | 0x0080)


class Own(Plugin):
    """From elsewhere; answers one name itself."""

    name = "own"
    before = "cache"

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Nothing more than a code for a.test."""
        return request.reply(REFUSED) if request.text == "a.test." else await next(request)


CASES = {
    "the first": ("hosts {\n192.0.2.1 a.test\nfallthrough\n}\nwhoami", "hosts"),
    "one behind": ("hosts {\nfallthrough\n}\nwhoami", "whoami"),
    "one that says a code": ("own\nwhoami", "own"),
    "one behind that": ("own\nhosts {\n192.0.2.1 b.test\n}", "hosts"),
    "one that looks on": ("passing\nwhoami", "whoami"),
    "one that changes": ("marking\nwhoami", "whoami"),
    "observers": ("errors\nlog\nloadbalance\nheader {\nresponse set ra\n}\nhosts {\nfallthrough\n}\nwhoami", "whoami"),
    "loadbalance": ("loadbalance\nhosts {\nfallthrough\n}\nforward . 127.0.0.1:5301", "forward"),
    "a rewrite": ("rewrite name a.test b.test\nwhoami", "whoami"),
    "the cache": ("cache\nwhoami", "cache"),
    "the cache behind another": ("acl {\nallow net *\n}\ncache\nwhoami", "cache"),
    "one before the cache": ("acl {\nblock net *\n}\ncache\nwhoami", "acl"),
    "another chain of the process": ("hosts {\nfallthrough\n}\nforward . 127.0.0.1:5300", "forward"),
    "nobody": ("hosts {\nfallthrough\n}\n", ""),
}
TWO = '.:5301 {\ntemplate IN A {\nanswer "a.test. 60 IN A 192.0.2.1"\nanswer "a.test. 60 IN A 192.0.2.2"\n}\n}\n'
NAMES = {"one behind that": "b.test."}


@pytest.mark.parametrize(("case", "directives", "plugin"), [(case, *row) for case, row in CASES.items()], ids=CASES)
async def test_the_label_is_who_answered(case: str, directives: str, plugin: str) -> None:
    text = f".:53 {{\nprometheus\n{directives}\n}}\n.:5300 {{\nwhoami\n}}\n{TWO}"
    async with serving(text, plugins=[Passing, Marking, Own]) as served:
        for _ in range(3):  # from the chain, and then perhaps given again
            await served.ask(NAMES.get(case, "a.test."), port=53)
        counted = served.counted(COUNTED)
    assert {labels[-1]: count for labels, count in counted.items()} == {plugin: 3}
