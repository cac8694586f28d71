"""What a request says, and how an answer looks."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.http.messages import BadRequest, HttpRequest, HttpResponse, parse_head, render


@pytest.mark.parametrize(
    ("head", "persists"),
    [
        ("GET /a HTTP/1.1", True),
        ("GET /a?b=c HTTP/1.1", True),
        ("GET /a HTTP/1.0", False),
        ("GET /a HTTP/1.1\r\nConnection: Close", False),
        ("GET /a HTTP/1.1\r\nContent-Length: 0", True),
        ("POST /a HTTP/1.1\r\nContent-Length: 1", False),
        ("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked", False),
    ],
)
def test_a_connection_persists_unless_something_is_left_on_it(head: str, persists: bool) -> None:
    request = parse_head(f"{head}\r\n\r\n".encode())
    assert (request.path, request.persists) == ("/a", persists)


@pytest.mark.parametrize(
    "head",
    ["", "GET", "GET / HTTP/2", "GET http://x/ HTTP/1.1", "GET / HTTP/1.1\r\nx", "GET / HTTP/1.1\r\n a: b", "G / / /"],
)
def test_what_is_no_request_is_refused(head: str) -> None:
    with pytest.raises(BadRequest):
        parse_head(f"{head}\r\n\r\n".encode())


@given(st.binary(max_size=200))
def test_any_octets_are_a_request_or_refused(octets: bytes) -> None:
    with suppress(BadRequest):
        assert isinstance(parse_head(octets), HttpRequest)


@pytest.mark.parametrize(
    ("head", "persists", "octets"),
    [
        (False, True, b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nok"),
        (True, False, b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"),
    ],
)
def test_an_answer_is_written(head: bool, persists: bool, octets: bytes) -> None:
    assert render(HttpResponse(200, b"ok", {"A": "b"}), head=head, persists=persists) == octets
