"""The plugin: which answers are put into another order, and the file of weights kept up to date.

Which order that is is `orders`' and `packed`'s business.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from corefile.durations import SECOND, format_duration
from pydns_host.errors import StartError
from pydns_host.message import NOERROR, Request, Response
from pydns_host.plugins.loadbalance import orders
from pydns_host.plugins.loadbalance.config import Config, parse
from pydns_host.plugins.loadbalance.dice import Dice
from pydns_host.plugins.loadbalance.orders import ADDRESSES, Order
from pydns_host.plugins.loadbalance.packed import shuffled
from pydns_host.plugins.loadbalance.weights import MissingWeightsError, WeightFile, WeightsError
from pydns_host.shapes import Changing

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told
    from pydns_host.block import Block
    from pydns_host.services import Services

SRV, IXFR, AXFR = 33, 251, 252
_TRANSFERS = frozenset({IXFR, AXFR})  # their order is their meaning (RFC 5936 section 2.2)
_WEIGHTED = frozenset({*ADDRESSES, SRV})


class Loadbalance(Changing):
    """Changes the order of the address records in answers."""

    name = "loadbalance"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """All occurrences make one plugin."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._dice = Dice()
        self._preferring = orders.preferring(config.prefer) if config.prefer else None
        self._round_robin = orders.round_robin(self._dice)
        self.file = None if config.weights is None else WeightFile(config.weights)
        self._weighted = None if self.file is None else orders.weighted(self._dice, self.file.of)
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the weights; raises `StartError` for a bad file, and for a missing one that is not looked for again."""
        if self.file is None:
            return
        try:
            await self._read(self.file)
        except MissingWeightsError as error:
            if not self.config.reload:
                raise StartError(f"plugin/loadbalance: {error}") from error
            again = f"Will try again in {format_duration(self.config.reload)}"
            self.services.log.warning(f"Failed to open weight file:{error}. {again}")
        except WeightsError as error:
            raise StartError(f"plugin/loadbalance: {error}") from error
        if self.config.reload:
            self._watcher = self.services.tasks.spawn(self._watch(self.file), "plugin/loadbalance: reload")

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """What is still under its lease has nothing to be put into order."""
        return next(request, response)

    def change(self, request: Request, response: Response) -> Response:
        """Put an answer into another order."""
        answers, authorities, additionals = response.counts
        if answers < 2 and authorities < 2 and additionals < 2:
            return response
        if response.rcode != NOERROR or request.question.type in _TRANSFERS:
            return response
        if self._weighted is not None:
            if request.question.type in _WEIGHTED:
                response = _ordered(response, self._weighted, authority=False)
        else:
            response = shuffled(response, self._dice) or _ordered(response, self._round_robin)
        if self._preferring is None:
            return response
        return _ordered(response, self._preferring, authority=False)

    async def _watch(self, file: WeightFile) -> None:
        while True:
            await asyncio.sleep(self.config.reload / SECOND)
            await self.refresh(file)

    async def refresh(self, file: WeightFile) -> None:
        """Read the weights again; what is wrong with the file is logged, the old weights stay."""
        try:
            await self._read(file)
        except WeightsError as error:
            self.services.log.error(str(error))

    async def _read(self, file: WeightFile) -> None:
        if await asyncio.to_thread(file.refresh):
            self.services.log.info(f"Successfully reloaded weight file {file.path}")

    async def stop(self) -> None:
        """End the watching."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)


def _ordered(response: Response, order: Order, *, authority: bool = True) -> Response:
    """The answer with its sections in another order; the very same where that changes nothing."""
    old = response.sections
    new = (order(old[0]), order(old[1]) if authority else old[1], order(old[2]))
    if all(list(mine) == list(theirs) for mine, theirs in zip(new, old, strict=True)):
        return response
    return response.replace(answer=new[0], authority=new[1], additional=new[2])
