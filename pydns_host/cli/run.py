"""`pydns-host -conf Corefile`: load, start, serve until a signal, stop.

Mistakes come out as lines on standard error and an exit status of 1, never as a traceback.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import platform
import signal
import sys
from collections.abc import Sequence

import corefile
import pydns_host
from corefile import CorefileError, Resolved
from pydns_host.assemble import Plan, assemble
from pydns_host.cli import flags
from pydns_host.errors import StartError
from pydns_host.logs import Logs, to_descriptor
from pydns_host.registry import VARIABLE, Registry, paths_from_environment
from pydns_host.server import Server

DEFAULT = ".:{port} {{\nwhoami\nlog\n}}\n"
_REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; 0 after an orderly end, 1 when the start is refused, 2 for wrong usage."""
    options = flags.parse(arguments)
    try:
        if options.extra:
            raise StartError(f"extra command line arguments: {options.extra}")
        if options.version:
            print(version())
            return 0
        registry = Registry([*paths_from_environment(os.environ.get(VARIABLE)), *options.plugin])
        if options.plugins:
            print("\n".join(registry.served()))
            return 0
        return asyncio.run(_serve(Loader(options, registry)))
    except CorefileError as error:
        print(error, file=sys.stderr)
    except (StartError, OSError) as error:
        text = str(error)
        print(text if text.startswith("plugin/") else f"pydns-host: {text}", file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return _REFUSED


def version() -> str:
    """Name and version, then the platform and what answers are made with."""
    import dns.version

    python = f"Python {platform.python_version()}"
    system = f"{platform.system().lower()}/{platform.machine()}"
    return f"pydns-host-{pydns_host.__version__}\n{system}, {python}, dnspython {dns.version.version}"


class Loader:
    """Reads the Corefile that the flags name, each time anew: at the start and at every reload."""

    def __init__(self, options: argparse.Namespace, registry: Registry) -> None:
        self.options = options
        self.registry = registry
        self._piped = sys.stdin.read() if options.conf in ("stdin", "-") else None

    def resolved(self) -> Resolved:
        """The Corefile with imports and variables put in; raises `CorefileError`."""
        if self._piped is not None:
            return corefile.loads(self._piped, "stdin", env=os.environ)
        if self.options.conf or os.path.exists("Corefile"):
            return self._or_default(corefile.load(self.options.conf or "Corefile", env=os.environ))
        return self._default()

    def _or_default(self, resolved: Resolved) -> Resolved:
        """A Corefile without any server block serves the default, as in the reference."""
        return resolved if resolved.blocks else self._default()

    def _default(self) -> Resolved:
        return corefile.loads(DEFAULT.format(port=self.options.port), "Corefile", env={})

    def plan(self) -> Plan:
        """What is to run; raises `CorefileError`, with -strict for warnings too."""
        plan = assemble(self.resolved(), self.registry, self.options.port)
        if self.options.strict and plan.warnings:
            raise CorefileError(plan.warnings)
        return plan


async def _serve(loader: Loader) -> int:
    options = loader.options
    logs = Logs(to_descriptor(sys.stdout.fileno()))
    server = Server(logs)
    plan = loader.plan()
    try:
        await server.start(plan)
        for warning in plan.warnings:
            logs.host.warning(warning.line())
        if options.pidfile:
            with open(options.pidfile, "w", encoding="ascii") as file:
                file.write(f"{os.getpid()}\n")
        if not options.quiet:
            for line in (*server.banner(), *version().splitlines()):
                logs.line(line)
        settle()
        await _until_stopped(server, loader)
    finally:
        await server.stop()
        logs.close()
        if options.pidfile and os.path.exists(options.pidfile):
            os.remove(options.pidfile)
    return 0


def settle() -> None:
    """Tell the garbage collector that what is there stays, and that queries leave no cycles worth looking for often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _until_stopped(server: Server, loader: Loader) -> None:
    """Return on SIGTERM or SIGINT; reload on SIGUSR1, one at a time."""
    loop = asyncio.get_running_loop()
    signals: asyncio.Queue[signal.Signals] = asyncio.Queue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        loop.add_signal_handler(number, signals.put_nowait, number)
    log = server.logs.host
    while (number := await signals.get()) is signal.SIGUSR1:
        log.info("SIGUSR1: Reloading")
        try:
            await server.start(loader.plan())
            log.info("Reloading complete")
        except CorefileError as error:
            for diagnostic in error.diagnostics:
                log.error(f"Reload failed, the old configuration serves on: {diagnostic.line()}")
        except (StartError, OSError) as error:
            log.error(f"Reload failed, the old configuration serves on: {error}")
    log.info(f"{number.name}: Shutting down servers then terminating")
