"""Asking a server that is coming up until it answers rightly.

Waits on sockets and on the process, never on a guess of how long a start takes.
"""

from __future__ import annotations

import select
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

import dns.exception
import dns.message
import dns.rcode

from bench.namespaces import Namespace

_AGAIN = 0.005  # seconds until the question is repeated; a closed port says so at once


class NoAnswer(Exception):
    """The server ended, or gave no right answer in time."""


@dataclass(frozen=True)
class Question:
    """What is asked, and how a right answer to it looks."""

    name: str
    type: str
    rcode: str = "NOERROR"
    answers: int = 0

    def accepts(self, answer: dns.message.Message) -> bool:
        """Whether code and number of records in the answer section are those expected."""
        found = sum(len(rrset) for rrset in answer.answer)
        return dns.rcode.to_text(answer.rcode()) == self.rcode and found == self.answers


def wait_for(
    namespace: Namespace,
    address: str,
    question: Question,
    process: subprocess.Popen[bytes],
    accepts: Callable[[dns.message.Message], bool] | None = None,
    seconds: float = 15.0,
    port: int = 53,
) -> dns.message.Message:
    """The first right answer of `process` at `address` in `namespace`; raises `NoAnswer` without one."""
    query = dns.message.make_query(question.name, question.type)
    wire = query.to_wire()
    right = accepts or question.accepts
    seen = "nothing"
    deadline = time.monotonic() + seconds
    with namespace.udp(address, port) as sock:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise NoAnswer(f"the server ended with status {process.returncode}")
            answer = _exchange(sock.fileno(), sock.send, sock.recv, wire)
            if answer is None or not query.is_response(answer):
                continue
            if right(answer):
                return answer
            seen = answer.to_text()
    raise NoAnswer(f"no right answer for {question.name} {question.type} within {seconds:g} s; seen: {seen}")


def _exchange(
    descriptor: int, send: Callable[[bytes], int], receive: Callable[[int], bytes], wire: bytes
) -> dns.message.Message | None:
    try:
        send(wire)
        if select.select([descriptor], [], [], _AGAIN)[0]:
            return dns.message.from_wire(receive(65535))
    except ConnectionRefusedError:
        # Nobody listens yet: yield the core to the server that is starting.
        select.select([], [], [], _AGAIN / 5)
    except dns.exception.DNSException:
        pass
    return None
