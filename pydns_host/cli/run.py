"""`pydns-host -conf Corefile`: load, start, serve until a signal, stop.

Mistakes come out as lines on standard error and an exit status of 1, never as a traceback.
"""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import pydns_host
from corefile import CorefileError
from pydns_host import loop
from pydns_host.assemble import Plan
from pydns_host.cli import flags
from pydns_host.cli.garbage import settle
from pydns_host.cli.loader import Loader
from pydns_host.cli.reloading import Reloading
from pydns_host.cli.reports import told
from pydns_host.cli.signals import Signals
from pydns_host.errors import StartError
from pydns_host.logs import DirectLogs, Logs, PluginLog, to_descriptor, to_free_descriptor
from pydns_host.readers import Readers
from pydns_host.registry import VARIABLE, Registry, paths_from_environment
from pydns_host.server import Server
from pydns_host.workers.count import workers
from pydns_host.workers.supervisor import Refused, Supervisor
from pydns_host.workers.worker import serve

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
        return _run(Loader(options, registry))
    except (CorefileError, StartError, OSError) as error:
        print(told(error), file=sys.stderr)
    except Refused as error:
        print(error, file=sys.stderr)
    except (KeyboardInterrupt, asyncio.CancelledError):  # a signal while it was starting
        return 0
    return _REFUSED


def _run(loader: Loader) -> int:
    """Serve in this process, or in workers where several are asked for; the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until whoever serves takes signals
    plan = loader.plan()
    several = workers(loader.options.workers, plan)
    if several == 1:
        return loop.run(partial(_serve, loader, plan))
    # No thread: this process forks.
    logs = DirectLogs(to_free_descriptor(_STDOUT))
    with ExitStack() as stack:

        def started(banner: Sequence[str]) -> None:
            _greet(logs, plan, loader.options.quiet, banner)
            stack.enter_context(_pidfile(loader.options.pidfile, logs.host))

        begun = Supervisor(plan, loader, several, logs.host, started).run()
    return begun if isinstance(begun, int) else serve(begun, loader)


def _greet(logs: Logs, plan: Plan, quiet: bool, banner: Sequence[str]) -> None:
    """Say that everything is served, and what looks wrong."""
    for warning in plan.warnings:
        logs.host.warning(warning.line())
    if not quiet:
        for line in (*banner, *version().splitlines()):
            logs.line(line)


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


async def _serve(loader: Loader, plan: Plan, readers: Readers) -> int:
    options = loader.options
    logs = Logs(to_descriptor(_STDOUT))
    try:
        signals = Signals(logs.host)
        server = Server(logs, readers=readers, configuration=Reloading(loader, signals.submit))
        try:
            await server.start(plan)
            _greet(logs, plan, options.quiet, server.banner())
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
    written = 0
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        written = os.getpid()
    except OSError as error:
        log.error(f"Could not write pidfile: open {path}: {(error.strerror or str(error)).lower()}")
    try:
        yield
    finally:
        if written == os.getpid():  # not in a worker that was forked meanwhile
            with suppress(OSError):
                os.remove(path)
