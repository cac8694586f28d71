"""One zone as it is served: its file, what was read of it last, and the responses that were made from that.

Reading blocks, so it is done in a thread; what the file says is `zonefile`'s business.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from pydns_host.plugins.file import zonefile
from pydns_host.plugins.file.config import ZoneConfig
from pydns_host.plugins.file.zone import Zone
from pydns_host.response import Response
from pydns_host.zonefile.reader import go_words

Load = Callable[..., Zone | None]
Asked = tuple[bytes, int, bool, int]
"""What makes two questions the same to a zone: name in lower case, type, DO, and the header bits that come back."""

MAX_KNOWN = 4096  # responses kept for each zone


@dataclass(slots=True)
class Source:
    """A zone and its file; `zone` is None until the file could be read.

    `known` are responses to questions for names that own records: there are only so many of them.
    """

    config: ZoneConfig
    zone: Zone | None = None
    load: Load = zonefile.load
    known: dict[Asked, Response] = field(default_factory=dict, init=False)
    _modified: int | None = field(default=None, init=False)

    def replace(self, zone: Zone) -> None:
        """Serve this zone from now on."""
        self.zone = zone
        self.known.clear()

    def remember(self, asked: Asked, response: Response) -> None:
        """Give the same response to the next who asks this, as long as the zone stays as it is."""
        if self.zone is not None and asked[0] in self.zone.nodes:
            if len(self.known) >= MAX_KNOWN:
                self.known.clear()
            self.known[asked] = response

    def read(self) -> Zone | None:
        """The zone as its file has it now; None when it is the one that is served already.

        Changed means another serial, or another modification time where the Corefile says so. Raises
        `MissingFileError` or `BadZoneError`, and then looks again the next time.
        """
        config = self.config
        if config.by_mtime:
            try:
                modified = os.stat(config.path).st_mtime_ns
            except OSError as error:
                raise zonefile.MissingFileError(go_words(error, "stat", config.path)) from error
            if self.zone is not None and modified == self._modified:
                return None
            zone = self.load(config.path, config.origin)
            self._modified = modified
            return zone
        loaded = None if self.zone is None else self.zone.serial
        return self.load(config.path, config.origin, loaded=loaded)
