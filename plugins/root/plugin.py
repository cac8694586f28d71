"""Sets the folder of a server block's files, and tells when it is not there. It sees no query."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.plugins.root.config import Config, parse

if TYPE_CHECKING:
    from corefile.options import Reader


class Root(Plugin):
    """The last `root` of a server block counts."""

    name = "root"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config | None:
        """Set the block's `root`, before any other plugin names a file."""
        return parse(reader, block)

    async def start(self) -> None:
        """Look for the folder: one that is missing may appear later, one that cannot be looked at is an error."""
        config: Config = self.config
        try:
            os.stat(config.path)
        except FileNotFoundError:
            self.services.log.warning(f"Root path does not exist: {config.path}")
        except OSError as error:
            place = f"{config.span.file}:{config.span.line}:{config.span.column}"
            reason = (error.strerror or str(error)).lower()
            message = f"unable to access root path '{config.path}': stat {config.path}: {reason}"
            raise StartError(f"{place}: plugin/root: {message}") from None
