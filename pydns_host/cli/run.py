"""`pydns-host -conf Corefile`: load, start, serve until a signal, stop.

Mistakes come out as lines on standard error and an exit status of 1, never as a traceback.
"""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

import pydns_host
from corefile import CorefileError
from pydns_host import loop
from pydns_host.cli import flags
from pydns_host.cli.garbage import settle
from pydns_host.cli.loader import Loader
from pydns_host.cli.reloading import Reloading
from pydns_host.cli.signals import Signals
from pydns_host.errors import StartError
from pydns_host.logs import Logs, PluginLog, to_descriptor
from pydns_host.readers import Readers
from pydns_host.registry import VARIABLE, Registry, paths_from_environment
from pydns_host.server import Server

_REFUSED = 1
_STDOUT, _STDERR = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; 0 after an orderly end, 1 when the start is refused, 2 for wrong usage."""
    _keep_standard_descriptors()
    options = flags.parse(arguments)
    try:
        if options.extra:
            raise StartError(f"extra command line arguments: [{' '.join(options.extra)}]")
        if options.version:
            print(version())
            return 0
        registry = Registry([*paths_from_environment(os.environ.get(VARIABLE)), *options.plugin])
        if options.plugins:
            print("\n".join(registry.served()))
            return 0
        _allow_descriptors()
        return loop.run(partial(_serve, Loader(options, registry)))
    except CorefileError as error:
        print(error, file=sys.stderr)
    except (StartError, OSError) as error:
        text = str(error)
        print(text if text.startswith("plugin/") else f"pydns-host: {text}", file=sys.stderr)
    except (KeyboardInterrupt, asyncio.CancelledError):  # a signal while it was starting
        return 0
    return _REFUSED


def version() -> str:
    """Name and version, then the platform and what answers are made with."""
    import dns.version

    python = f"Python {platform.python_version()}"
    system = f"{platform.system().lower()}/{platform.machine()}"
    return f"pydns-host-{pydns_host.__version__}\n{system}, {python}, dnspython {dns.version.version}"


def _keep_standard_descriptors() -> None:
    """Open what was closed of 0 to 2, or the first sockets would get those numbers, and log lines with them."""
    with suppress(OSError):  # nothing can be done on a system without /dev/null
        while (opened := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
            pass
        os.close(opened)


def _allow_descriptors() -> None:
    """Take as many descriptors as the system lets this process have, as Go's runtime does."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _serve(loader: Loader, readers: Readers) -> int:
    options = loader.options
    logs = Logs(to_descriptor(_STDOUT))
    try:
        signals = Signals(logs.host)
        server = Server(logs, readers=readers, configuration=Reloading(loader, signals.submit))
        plan = loader.plan()
        try:
            await server.start(plan)
            for warning in plan.warnings:
                logs.host.warning(warning.line())
            if not options.quiet:
                for line in (*server.banner(), *version().splitlines()):
                    logs.line(line)
            settle()
            with _pidfile(options.pidfile, logs.host):
                await signals.serve(server, loader)
                await server.stop()
        finally:
            await server.stop()
    finally:
        logs.close()
    return 0


@contextmanager
def _pidfile(path: str, log: PluginLog) -> Iterator[None]:
    """This process's ID in a file as long as it serves; one that cannot be written is no reason not to."""
    if not path:
        yield
        return
    written = False
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        written = True
    except OSError as error:
        log.error(f"Could not write pidfile: open {path}: {(error.strerror or str(error)).lower()}")
    try:
        yield
    finally:
        if written:
            with suppress(OSError):
                os.remove(path)
