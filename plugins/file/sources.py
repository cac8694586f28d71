"""One zone as it is served: which file it comes from, what was read of it last, and when it is read again.

Reading blocks, so it is done in a thread; what the file says is `zonefile`'s business.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from pydns_host.plugins.file import zonefile
from pydns_host.plugins.file.config import ZoneConfig
from pydns_host.plugins.file.reader import go_words
from pydns_host.plugins.file.zone import Zone

Load = Callable[..., Zone | None]


@dataclass(slots=True)
class Source:
    """A zone and its file; `zone` is None until the file could be read."""

    config: ZoneConfig
    zone: Zone | None = None
    load: Load = zonefile.load
    _modified: int | None = field(default=None, init=False)

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
