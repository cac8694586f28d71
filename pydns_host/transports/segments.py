"""Several answers to one client in one system call: the kernel cuts them into datagrams (UDP segmentation, GSO).

Which answers are ready at the same time is the socket's business.
"""

from __future__ import annotations

import errno
import socket
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from struct import Struct
from typing import Any

LEAST = 2  # answers of one size that are sent so
MOST = 50  # of those: UDP_MAX_SEGMENTS is 64, and all together stay below 64 KiB
MAX_SIZE = 1200  # octets of an answer: each has to fit into one packet on any path
_UDP_SEGMENT = 103  # of linux/udp.h
_SIZE = Struct("=H")
_NOT_HERE = frozenset({errno.EIO, errno.EINVAL, errno.ENOPROTOOPT, errno.EOPNOTSUPP})

Ancillary = tuple[int, int, bytes]
Answer = tuple[Any, bytes]  # for whom, and its octets


class Segments:
    """What a socket sends together."""

    def __init__(self, sock: socket.socket) -> None:
        self._is_known = _is_known(sock)
        self._sizes: dict[int, list[Ancillary]] = {}

    def send(self, sock: socket.socket, answers: list[Answer], address: Callable[[Any], Any]) -> list[Answer]:
        """Send what is for one client and can go together; the rest is returned, to be sent one by one.

        `address` tells where a client is, as `sendmsg` wants it.
        """
        if len(answers) < LEAST or not self._is_known or 2 * len({peer for peer, _ in answers}) > len(answers):
            return answers
        by_peer: dict[Any, list[bytes]] = defaultdict(list)
        for peer, octets in answers:
            by_peer[peer].append(octets)
        left: list[Answer] = []
        for peer, several in by_peer.items():
            for run in runs(several):
                if len(run) < LEAST or not self._sent(sock, run, address(peer)):
                    left += [(peer, octets) for octets in run]
        return left

    def _sent(self, sock: socket.socket, run: Sequence[bytes], address: Any) -> bool:
        size = len(run[0])
        if size > MAX_SIZE:
            return False
        ancillary = self._sizes.get(size)
        if ancillary is None:
            ancillary = self._sizes[size] = [(socket.IPPROTO_UDP, _UDP_SEGMENT, _SIZE.pack(size))]
        try:
            sock.sendmsg(run, ancillary, 0, address)
        except OSError as error:
            if error.errno in _NOT_HERE:  # of the device on the way, for example: there is no use in trying again
                self._is_known = False
            return False
        return True


def _is_known(sock: socket.socket) -> bool:
    """Whether the kernel can do it at all (Linux 4.18)."""
    try:
        sock.getsockopt(socket.IPPROTO_UDP, _UDP_SEGMENT)
    except OSError:
        return False
    return True


def runs(answers: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    """The answers, the longest first, in runs of one size; behind several of a size may stand one that is shorter."""
    if len({*map(len, answers)}) == 1 and len(answers) <= MOST:  # as mostly
        return (answers,)
    found: list[list[bytes]] = []
    for octets in sorted(answers, key=len, reverse=True):
        run = found[-1] if found else []
        fits = run and len(run) < MOST and len(run[-1]) == len(run[0])
        if fits and (len(octets) == len(run[0]) or len(run) > 1):
            run.append(octets)
        else:
            found.append([octets])
    return found
