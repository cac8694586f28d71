"""Log lines in CoreDNS's form, `[LEVEL] text`: gathered in the event loop, written by one thread of their own.

A reader that stops or is gone costs lines, which are counted, never answers. What a line says is its writer's
business.
"""

from __future__ import annotations

import os
import select
import stat
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

MAX_QUEUED = 20_000  # lines; more than this waiting for a slow reader are dropped
GATHER = 0.005  # seconds that lines are gathered for: a thread woken for each costs more than the line
_ROW = 16  # octets of a dump on one line

Write = Callable[[bytes], None]


def to_descriptor(descriptor: int) -> Write:
    """A writer to an open file descriptor; raises OSError when nobody reads any more or the disk is full."""

    def write(octets: bytes) -> None:
        view = memoryview(octets)
        while view:
            view = view[os.write(descriptor, view) :]

    return write


def to_free_descriptor(descriptor: int) -> Write:
    """The same, for short lines; raises OSError, too, where it would have to wait for a reader."""
    write = to_descriptor(descriptor)

    def write_if_free(octets: bytes) -> None:
        poll = select.poll()
        poll.register(descriptor, select.POLLOUT)
        if not poll.poll(0):
            raise BlockingIOError("nobody reads")
        write(octets)

    return write_if_free


def to_shared_descriptor(descriptor: int) -> Write:
    """The same where other processes write, too: what the system writes to a pipe at once is whole lines."""
    write = to_descriptor(descriptor)
    with suppress(OSError):
        if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            return write  # what is written to a file is never mixed

    def write_lines(octets: bytes) -> None:
        begin = 0
        while len(octets) - begin > select.PIPE_BUF:
            end = octets.rfind(b"\n", begin, begin + select.PIPE_BUF) + 1 or octets.find(b"\n", begin) + 1
            write(octets[begin:end])
            begin = end
        write(octets[begin:])

    return write_lines


class Logs:
    """The process's log: `line` queues one line and returns at once."""

    def __init__(self, write: Write, debug: bool = False) -> None:
        """`write` is called in the log's own thread with whole lines."""
        self.debug = debug
        self.dropped = 0
        self._write = write
        self._lines: deque[str] = deque()
        self._wake = threading.Condition()
        self._awake = False
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def line(self, text: str) -> None:
        """Queue a line, without its line feed."""
        if len(self._lines) >= MAX_QUEUED:
            self.dropped += 1
            return
        self._lines.append(text)
        if not self._awake:
            self._wake_up()

    def _wake_up(self) -> None:
        with self._wake:
            self._awake = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
                self._thread.start()
            else:
                self._wake.notify()

    def for_plugin(self, name: str) -> PluginLog:
        """A log whose lines begin with `plugin/NAME: `."""
        return PluginLog(self, f"plugin/{name}: ")

    @property
    def host(self) -> PluginLog:
        """The host's own log."""
        return PluginLog(self, "")

    def _run(self) -> None:
        while True:
            with self._wake:
                self._awake = False  # first: a line that comes from now on wakes this thread up, or is seen below
                while not self._lines and not self._closing.is_set():
                    self._wake.wait()
                self._awake = True
            self._closing.wait(GATHER)
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if not lines:
                return
            try:
                self._write(_encoded("\n".join(lines) + "\n"))
            except OSError:
                self.dropped += len(lines)

    def close(self, timeout: float = 1.0) -> None:
        """Write what is queued and end the thread; gives up after `timeout` seconds."""
        self._closing.set()
        with self._wake:
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)


class DirectLogs(Logs):
    """A log without a thread: lines are written at once, and dropped when the reader has stopped."""

    def line(self, text: str) -> None:
        """Write a line."""
        try:
            self._write(_encoded(f"{text}\n"))
        except OSError:
            self.dropped += 1


def _encoded(text: str) -> bytes:
    """The octets of a text; those of a Corefile that are no UTF-8 come out as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, from JSON perhaps: no reason to stop logging
        return text.encode("utf-8", "replace")


class PluginLog:
    """What a plugin logs with; a debug line appears only where the `debug` directive stands."""

    __slots__ = ("_logs", "_prefix")

    def __init__(self, logs: Logs, prefix: str) -> None:
        self._logs = logs
        self._prefix = prefix

    @property
    def debugs(self) -> bool:
        """Whether lines for developers are logged; for whoever has to make them first."""
        return self._logs.debug

    def debug(self, text: str) -> None:
        """Log a line for developers."""
        if self._logs.debug:
            self._logs.line(f"[DEBUG] {self._prefix}{text}")

    def dump(self, text: str, octets: bytes) -> None:
        """Log octets for developers, in lines behind `text` as the reference writes them, for text2pcap to read."""
        if self._logs.debug:
            rows = [octets[offset : offset + _ROW] for offset in range(0, len(octets), _ROW)]
            lines = [f"debug: {_ROW * number:06x} {row.hex(' ')}" for number, row in enumerate(rows)]
            self._logs.line("\n".join([f"[DEBUG] {text}", *lines, f"debug: {len(octets):06x}"]))

    def plain(self, text: str, level: str = "INFO") -> None:
        """Log a line that does not say which plugin wrote it: the query log's, and others that the reference has so."""
        self._logs.line(f"[{level}] {text}")

    def info(self, text: str) -> None:
        """Log a line about something usual."""
        self._logs.line(f"[INFO] {self._prefix}{text}")

    def warning(self, text: str) -> None:
        """Log a line about something that looks wrong."""
        self._logs.line(f"[WARNING] {self._prefix}{text}")

    def error(self, text: str) -> None:
        """Log a line about something that failed."""
        self._logs.line(f"[ERROR] {self._prefix}{text}")

    def fatal(self, text: str) -> None:
        """Log a line about what ends the process, which is for the writer to do."""
        self._logs.line(f"[FATAL] {self._prefix}{text}")
