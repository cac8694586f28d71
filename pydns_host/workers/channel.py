"""The pipe between the supervisor and a worker: messages of Python values, with descriptors beside them.

What is said over it is the business of both ends. Values are pickled: either end is this program, and the pipe is
inherited, so that nobody else can write to it.
"""

from __future__ import annotations

import array
import os
import pickle
import socket
import struct
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

_HEAD = struct.Struct("!IB")  # the octets of a message, and the descriptors that come with it
_READ = 1 << 16
_DESCRIPTORS = socket.CMSG_SPACE(250 * array.array("i").itemsize)  # the kernel passes up to 253 at a time


class Message(NamedTuple):
    """What was said: its kind, what belongs to it, and descriptors, which are the receiver's to close."""

    kind: str
    values: tuple[Any, ...]
    descriptors: list[int]


class Channel:
    """One end of the pipe; neither sending nor receiving ever waits."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._in = bytearray()
        self._came: deque[int] = deque()
        self._out: deque[tuple[memoryview, list[int]]] = deque()

    @classmethod
    def pair(cls) -> tuple[Channel, Channel]:
        """Both ends."""
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        return cls(one), cls(other)

    def fileno(self) -> int:
        """The descriptor, to wait for."""
        return self._sock.fileno()

    @property
    def unsent(self) -> bool:
        """Whether something waits until the other end reads."""
        return bool(self._out)

    def send(self, kind: str, *values: Any, descriptors: Iterable[int] = ()) -> None:
        """Say something; the descriptors must stay open until it is `unsent` no more."""
        passed = list(descriptors)
        octets = pickle.dumps((kind, values))
        self._out.append((memoryview(_HEAD.pack(len(octets), len(passed)) + octets), passed))
        self.flush()

    def flush(self) -> None:
        """Send what can be sent now; an end that is gone is noticed by `receive`."""
        with suppress(BlockingIOError):
            while self._out:
                view, passed = self._out[0]
                rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", passed))] if passed else []
                try:
                    sent = self._sock.sendmsg([view], rights)
                except (BrokenPipeError, ConnectionResetError):
                    self._out.clear()
                    return
                if sent == len(view):
                    self._out.popleft()
                else:
                    self._out[0] = view[sent:], []

    def receive(self) -> list[Message]:
        """What has come in since the last time; raises `EOFError` when nothing did and the other end is gone."""
        found: list[Message] = []
        try:
            while True:
                octets, rights, _, _ = self._sock.recvmsg(_READ, _DESCRIPTORS, socket.MSG_CMSG_CLOEXEC)
                if not octets:
                    break
                for _, _, data in rights:
                    self._came.extend(array.array("i", data[: len(data) - len(data) % 4]))
                self._in += octets
                found.extend(self._whole())
        except BlockingIOError:
            return found
        except ConnectionResetError:
            pass
        if not found:
            raise EOFError("the other end is gone")
        return found

    def _whole(self) -> Iterable[Message]:
        while len(self._in) >= _HEAD.size:
            length, passed = _HEAD.unpack_from(self._in)
            end = _HEAD.size + length
            if len(self._in) < end:
                return
            kind, values = pickle.loads(self._in[_HEAD.size : end])
            del self._in[:end]
            yield Message(kind, values, [self._came.popleft() for _ in range(passed)])

    def close(self) -> None:
        """Close this end, and what came and was not taken."""
        for descriptor in self._came:
            os.close(descriptor)
        self._came.clear()
        self._sock.close()
