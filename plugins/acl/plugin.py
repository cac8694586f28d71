"""Refuses, empties or drops queries by who asks for what. Policies are `config`'s; answers of others pass untouched."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.message import NOERROR, REFUSED, Request, Response
from pydns_host.names import is_subdomain
from pydns_host.plugins.acl.config import ALLOW, BLOCK, DROP, Config, Rule, parse
from pydns_host.plugins.acl.metrics import Counts
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

BLOCKED, FILTERED = 15, 17  # info codes of RFC 8914
MAX_KNOWN = 4096  # clients and types of one rule, remembered with what they meet
_NONE = ""


class Acl(Plugin):
    """The first rule of the name's zone with a policy for the client and the type decides."""

    name = "acl"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """All `acl` of a block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._rules = [(rule, Verdicts(rule)) for rule in config.rules]
        self._counts = Counts(services.metrics)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask `next` for whoever may ask."""
        action, zone = self._decide(request)
        if action != ALLOW:
            return self._denied(request, action, zone)
        self._counts.allowed.inc(request.server, request.view)
        return await next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same at once; silence is left to `serve`."""
        action, zone = self._decide(request)
        if action == DROP:
            return None
        if action != ALLOW:
            return self._denied(request, action, zone)
        found = next(request)
        if found is not None:
            self._counts.allowed.inc(request.via.server, request.view)
        return found

    def _decide(self, request: Request) -> tuple[str, str]:
        key = request.question.key
        for rule, verdicts in self._rules:
            for zone, shown in rule.zones:
                if is_subdomain(key, zone):
                    action = verdicts.of(request.client, request.question.type)
                    if action != _NONE:
                        return action, shown
                    break
        return ALLOW, ""

    def _denied(self, request: Request, action: str, zone: str) -> Response | None:
        self._counts.denied[action].inc(request.server, zone, request.view)
        if action == DROP:
            return None
        if action == BLOCK:
            return request.reply(REFUSED, ede=(BLOCKED, ""))
        return request.reply(NOERROR, ede=(FILTERED, ""))


class Verdicts:
    """What clients meet in one rule: the action of the first policy for them, "" for none."""

    def __init__(self, rule: Rule) -> None:
        self._policies = rule.policies
        self._known: dict[tuple[str, int], str] = {}

    def of(self, client: str, rtype: int) -> str:
        """The action for a client that asks for a type; a client without an address is blocked, as in the reference."""
        known = self._known.get((client, rtype))
        if known is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            known = self._known[client, rtype] = self._look(client, rtype)
        return known

    def _look(self, client: str, rtype: int) -> str:
        try:
            address = ip_address(client.partition("%")[0])
        except ValueError:
            return BLOCK
        for policy in self._policies:
            if policy.types is not None and rtype not in policy.types:
                continue
            if policy.networks is None or any(address in network for network in policy.networks):
                return policy.action
        return _NONE
