"""Users, their passwords and how many requests there may be."""

from __future__ import annotations

import base64
import sys
from typing import Any

import bcrypt
import pytest

from pydns_host.errors import StartError
from pydns_host.plugins.prometheus import passwords
from pydns_host.plugins.prometheus.guard import Bucket
from pydns_host.plugins.prometheus.passwords import Passwords, credentials, is_hash
from pydns_host.testing import Clock


def hashed(password: bytes) -> str:
    return bcrypt.hashpw(password, bcrypt.gensalt(4)).decode()


def basic(text: bytes) -> str:
    return "Basic " + base64.b64encode(text).decode()


LONG = b"x" * 72
USERS = {"ann": hashed(b"secret"), "bob": hashed(b"a:b"), "zoë": hashed(LONG).replace("$2b$", "$2y$")}


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (basic(b"ann:secret"), True),
        (basic(b"ann:secret").replace("Basic", "bAsIc"), True),
        (basic(b"bob:a:b"), True),
        (basic("zoë:".encode() + LONG), True),
        (basic("zoë:".encode() + LONG + b"more"), True),
        (basic("zoë:".encode() + LONG[1:]), False),
        (basic(b"ann:a:b"), False),
        (basic(b"eve:secret"), False),
        (basic(b"ann"), False),
        (basic(b"\xff:\0"), False),
        ("Basic", False),
        ("Basic ?", False),
        ("Basic \xff", False),
        ("Bearer " + basic(b"ann:secret").split()[1], False),
        ("", False),
    ],
)
async def test_a_user_is_known_by_the_password(given: str, fits: bool) -> None:
    known = Passwords()
    assert [await known.fit(USERS, given) for _ in range(2)] == [fits, fits]
    known.close()


def test_credentials_are_split_at_the_first_colon() -> None:
    assert credentials(basic(b"a:b:c")) == ("a", b"b:c")


async def test_an_outcome_is_remembered_for_that_hash_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    known, checks = Passwords(), []

    def check(password: bytes, hashed: bytes) -> bool:
        checks.append(password)
        return bcrypt.checkpw(password, hashed)

    monkeypatch.setattr(known, "_check", check)
    monkeypatch.setattr(passwords, "REMEMBERED", 2)
    assert [await known.fit(USERS, basic(b"ann:secret")) for _ in range(3)] == [True] * 3
    assert checks == [b"secret"]
    assert not await known.fit({"ann": hashed(b"other")}, basic(b"ann:secret"))
    for password in (b"1", b"2"):
        await known.fit(USERS, basic(b"ann:" + password))
    assert len(known._known) == 2
    assert await known.fit(USERS, basic(b"ann:secret"))
    assert checks[-1] == b"secret"
    known.close()


async def test_a_user_who_is_none_is_not_told_apart_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    known, checks = Passwords(), []

    def check(password: bytes, hashed: bytes) -> bool:
        checks.append((password, hashed))
        return True

    monkeypatch.setattr(known, "_check", check)
    assert not await known.fit(USERS, basic(b"eve:secret"))
    assert checks == [(b"secret", USERS["ann"].encode())]
    known.close()


@pytest.mark.parametrize("text", ["", "secret", "$2y$03$" + "x" * 53, "$2c$10$" + "x" * 53, "$2y$10$" + "x" * 54])
def test_what_bcrypt_did_not_make_is_no_hash(text: str) -> None:
    assert not is_hash(text)


def test_without_bcrypt_the_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    with pytest.raises(StartError, match=r"basic_auth_users needs bcrypt: pip install 'pydns-host\[auth\]'"):
        Passwords()


@pytest.mark.parametrize(
    ("settings", "at", "taken"),
    [
        ((10**9, 2), [0, 0, 0, 0.5, 1, 1, 9, 9, 9], [1, 1, 0, 0, 1, 0, 1, 1, 0]),
        ((10**9, 0), [0, 5], [0, 0]),
        ((0, 0), [0, 0], [1, 1]),
        ((-1, 0), [0, 0], [1, 1]),
    ],
    ids=["two at once, one a second", "none", "no limit", "less than no limit"],
)
def test_requests_are_taken_up_to_the_limit(settings: tuple[Any, Any], at: list[float], taken: list[int]) -> None:
    clock = Clock()
    bucket, begun, found = Bucket(*settings, clock), clock(), []
    for seconds in at:
        clock.advance(begun + seconds - clock())
        found.append(int(bucket.take()))
    assert found == taken
