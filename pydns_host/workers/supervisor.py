"""The process that looks after the workers: it begins and replaces them, keeps their sockets and passes signals on.

It takes no query itself, has no event loop and no threads, so that a worker can be forked from it at any time.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from typing import NamedTuple

from pydns_host.assemble import Plan
from pydns_host.cli.loader import Loader
from pydns_host.errors import StartError
from pydns_host.generation import Key
from pydns_host.logs import PluginLog
from pydns_host.metrics import Metrics
from pydns_host.workers.channel import Channel
from pydns_host.workers.gathering import Gathering
from pydns_host.workers.member import Member
from pydns_host.workers.reloading import Reloading
from pydns_host.workers.signals import Signals
from pydns_host.workers.sockets import Sockets

FORCED = 2  # exit status after a second SIGINT, as in the reference
_REFUSED = 1


class Birth(NamedTuple):
    """What a new worker begins with."""

    place: int
    channel: Channel
    plan: Plan
    seed: bytes  # the same for all workers
    changed: bool  # whether workers before it have had a changed Corefile tried


class Refused(Exception):
    """A worker could not begin to serve what was asked for; the text is for the user, as it is."""


class Supervisor:
    """Looks after a fixed number of workers."""

    def __init__(
        self, plan: Plan, loader: Loader, count: int, log: PluginLog, started: Callable[[list[str]], None]
    ) -> None:
        """`started` is called with what is served where, once all workers serve."""
        self._loader = loader
        self._log = log
        self._started: Callable[[list[str]], None] | None = started
        self._seed = os.urandom(16)
        self._team = [Member(index) for index in range(count)]
        self._sockets = Sockets(count)
        self._counts = Metrics()
        text = "Workers that took the place of one that had ended."
        self._restarts = self._counts.counter("pydns_worker_restarts_total", text)
        self._restarts.inc(by=0)
        self._gathering = Gathering(self._team, self._counts, time.monotonic)
        self._reloading = Reloading(plan, loader, self._team, log, self._counts, self._replace, self._forget_addresses)
        self._status: int | None = None  # to end with, once no worker is left
        self._refused = ""
        self._interrupted = False
        self._acts: dict[str, Callable[..., None]] = {
            "dns": self._give_dns,
            "http": self._give_http,
            "beside": self._give_all_beside,
            "serving": self._serving,
            "kept": self._reloading.kept,
            "refused": self._refuse,
            "reload": self._reloading.ask,
            "gather": self._gathering.ask,
            "told": self._gathering.told,
            "leave": self._leave,
        }

    def run(self) -> Birth | int:
        """The exit status, in the supervisor; in each worker that it forks, what that one begins with.

        Raises `Refused` when the workers cannot serve in the first place.
        """
        self._signals = Signals()
        while True:
            for member in self._team:
                if self._status is None and not member.alive and member.due <= time.monotonic():
                    birth = self._fork(member)
                    if birth is not None:
                        return birth
            if self._status is not None and not any(member.alive for member in self._team):
                break
            self._wait()
            came = self._signals.take()
            for number in came:
                self._heed(number)
            for member in self._team:
                self._hear(member, signal.SIGCHLD in came)
            self._gathering.settle()
        self._signals.forget()
        if self._refused:
            raise Refused(self._refused)
        return self._status

    def _fork(self, member: Member) -> Birth | None:
        ours, theirs = Channel.pair()
        with self._signals.held():
            pid = os.fork()
            if not pid:
                self._signals.forget()
        if pid:
            theirs.close()
            if self._started is None:
                self._restarts.inc()
            member.born(pid, ours, self._reloading.plan, time.monotonic())
            return None
        ours.close()
        for other in self._team:
            if other.channel is not None:
                other.channel.close()
        self._sockets.keep()
        return Birth(member.index, theirs, self._reloading.plan, self._seed, self._reloading.changed)

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._signals, select.POLLIN)
        for member in self._team:
            if member.channel is not None:
                poll.register(member.channel, select.POLLIN | (select.POLLOUT if member.channel.unsent else 0))
        due = [] if self._status is not None else [member.due for member in self._team if not member.alive]
        if self._gathering.due is not None:
            due.append(self._gathering.due)
        poll.poll(max(0.0, min(due) - time.monotonic()) * 1000 + 1 if due else None)

    def _hear(self, member: Member, children: bool) -> None:
        """Do what a worker asks for, and notice its end; `children` says that some worker has ended."""
        if member.channel is None:
            return
        gone = False
        try:
            member.channel.flush()
            for message in member.channel.receive():
                self._acts[message.kind](member, *message.values)
        except EOFError:
            gone = True
        if gone or children:
            pid, waited = os.waitpid(member.pid, 0 if gone else os.WNOHANG)
            if pid:
                self._bury(member, os.waitstatus_to_exitcode(waited))

    def _bury(self, member: Member, status: int) -> None:
        self._gathering.died(member)
        member.died(time.monotonic())
        if self._status is None:
            how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
            if self._started is not None:
                self._refuse(member, f"pydns-host: a worker {how}")
            else:
                self._log.error(f"Worker {member.index} {how}; another takes its place")
        self._reloading.died(member)

    def _give_dns(self, member: Member, host: str, port: int) -> None:
        try:
            udp, tcp = self._sockets.dns((host, port), member.index)
        except StartError as error:
            member.tell("none", str(error))
        else:
            member.tell("sockets", len(udp), descriptors=tuple(sock.fileno() for sock in (*udp, *tcp)))

    def _give_http(self, member: Member, host: str, port: int) -> None:
        try:
            found = self._sockets.http((host, port))
        except StartError as error:
            member.tell("none", str(error))
        else:
            member.tell("sockets", 0, descriptors=tuple(sock.fileno() for sock in found))

    def _give_all_beside(self, member: Member, key: Key, host: str) -> None:
        """One address of a wildcard is asked often: it gets sockets of its own, in all workers or in none."""
        group = self._sockets.open_beside(key, host)
        for each in self._team:
            if group and key in each.dns:
                each.tell("beside", key, host, descriptors=(group[each.index].fileno(),))

    def _serving(self, member: Member, dns: frozenset[Key], http: frozenset[Key], banner: list[str]) -> None:
        member.serves(dns, http, time.monotonic())
        for key in dns:
            for host, group in self._sockets.beside(key).items():
                member.tell("beside", key, host, descriptors=(group[member.index].fileno(),))
        if self._started is not None and all(each.serving for each in self._team):
            started, self._started = self._started, None
            if self._status is None:
                started(banner)
        self._reloading.serves(member)

    def _forget_addresses(self) -> None:
        """Give back the sockets that no worker uses any more."""
        if self._status is None and all(member.serving for member in self._team):
            dns = {key for member in self._team for key in member.dns}
            self._sockets.keep(dns, {key for member in self._team for key in member.http})

    def _replace(self, member: Member) -> None:
        """End a worker that does not serve what the others do; its successor will."""
        os.kill(member.pid, signal.SIGTERM)

    def _refuse(self, member: Member, text: str) -> None:
        """A worker cannot serve: no reason to begin at all, or to be tried again later."""
        if self._started is None:
            self._log.error(f"Worker {member.index}: {text}")
        elif self._status is None:
            self._refused = text
            self._end(_REFUSED, "quit")

    def _leave(self, member: Member, status: int) -> None:
        """A plugin ends the whole server."""
        self._end(status, "quit")

    def _heed(self, number: signal.Signals) -> None:
        if number == signal.SIGUSR1:
            self._reloading.ask(None)
        elif number == signal.SIGQUIT:
            self._log.info("SIGQUIT: Quitting process immediately")
            self._kill(0)
        elif number == signal.SIGINT and self._interrupted:
            self._log.info("SIGINT: Force quit")
            self._kill(FORCED)
        elif number in (signal.SIGTERM, signal.SIGINT):
            self._interrupted = number == signal.SIGINT
            if self._status is None:
                self._log.info(f"{number.name}: Shutting down servers then terminating")
                self._end(0, "stop")

    def _end(self, status: int, how: str) -> None:
        """Tell all workers to end, "stop" in order or "quit" at once; with nobody here to keep their sockets open."""
        if self._status is None:
            self._status = status
        self._sockets.keep()
        for member in self._team:
            member.tell(how)

    def _kill(self, status: int) -> None:
        self._status = status
        for member in self._team:
            if member.alive:
                os.kill(member.pid, signal.SIGKILL)
