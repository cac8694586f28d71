"""An upstream that answers each query so many seconds late: `python -m bench.growth.slow ADDRESS PORT SECONDS`.

Every question is answered with one address record; it looks at nothing and checks nothing.
"""

from __future__ import annotations

import select
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

_HEADER = 12
_ANSWER = bytes.fromhex("c00c 0001 0001 00000e10 0004 c6336401")  # the question's name, A, IN, an hour, an address
_ROOM = 8 << 20  # octets of the receive buffer: a burst of 10,000 queries has to fit


def answer(query: bytes) -> bytes:
    """The response to one query with one question, which may have records behind it (they are dropped)."""
    end = _HEADER
    while query[end]:
        end += 1 + query[end]
    return query[:2] + bytes.fromhex("8180 0001 0001 0000 0000") + query[_HEADER : end + 5] + _ANSWER


def serve(sock: socket.socket, delay: float) -> None:
    """Answer for ever; all wait equally long, so they go out in the order in which they came in."""
    waiting: deque[tuple[float, bytes, Any]] = deque()
    poll = select.epoll()
    poll.register(sock, select.EPOLLIN)
    while True:
        left = waiting[0][0] - time.monotonic() if waiting else -1.0
        if left > 0 or not waiting:
            poll.poll(left)
        while True:
            try:
                query, peer = sock.recvfrom(4096)
            except BlockingIOError:
                break
            waiting.append((time.monotonic() + delay, query, peer))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, query, peer = waiting.popleft()
            sock.sendto(answer(query), peer)


def main(arguments: Sequence[str]) -> None:
    """Serve at an address and port."""
    address, port, delay = arguments
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, _ROOM)
        sock.bind((address, int(port)))
        sock.setblocking(False)
        serve(sock, float(delay))


if __name__ == "__main__":
    main(sys.argv[1:])
