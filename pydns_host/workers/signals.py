"""Signals as something to wait for beside pipes, for a process without an event loop. What they mean is not here."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

TAKEN = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGCHLD)


class Signals:
    """Those that came, in their order; must be made in the main thread."""

    def __init__(self, taken: Sequence[signal.Signals] = TAKEN) -> None:
        self._taken = taken
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in taken:
            signal.signal(number, _noted)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # sent when a terminal closes; a server stays

    def fileno(self) -> int:
        """The descriptor, to wait for."""
        return self._read

    def take(self) -> list[signal.Signals]:
        """Those that came since the last time."""
        with suppress(BlockingIOError):
            return [signal.Signals(number) for number in os.read(self._read, 256)]
        return []

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let none come in for a moment; those that would have come then do after it."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, self._taken)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def forget(self) -> None:
        """Take none any more; what they do is the system's default again."""
        signal.set_wakeup_fd(-1)
        for number in self._taken:
            signal.signal(number, signal.SIG_DFL)
        os.close(self._read)
        os.close(self._write)


def _noted(number: int, frame: FrameType | None) -> None:
    """The wake-up descriptor has it."""
