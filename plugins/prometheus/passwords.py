"""Passwords of users, known by their bcrypt hashes, as clients give them (RFC 7617).

What is told to whom is not known here.
"""

from __future__ import annotations

import asyncio
import binascii
import hashlib
import re
import secrets
from base64 import b64decode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from pydns_host.errors import StartError

_HASH = re.compile(r"\$2[abxy]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")
_LONGEST = 72  # octets of a password that count, for bcrypt
REMEMBERED = 100  # outcomes, as in the reference: one check takes bcrypt a tenth of a second


def is_hash(text: str) -> bool:
    """Whether this is what bcrypt makes of a password."""
    return _HASH.fullmatch(text) is not None


def credentials(authorization: str) -> tuple[str, bytes] | None:
    """User and password of the header; None where there are none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = b64decode(encoded, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return None
    return (user.decode("utf-8", "surrogateescape"), password) if colon else None


class Passwords:
    """Checks one after the other, beside the event loop; remembers outcomes, under keys that tell no password."""

    def __init__(self) -> None:
        """Raises `StartError` without bcrypt."""
        try:
            import bcrypt
        except ImportError:
            raise StartError("basic_auth_users needs bcrypt: pip install 'pydns-host[auth]'") from None
        self._check = bcrypt.checkpw
        self._thread = ThreadPoolExecutor(1, "passwords")
        self._secret = secrets.token_bytes(32)
        self._known: dict[bytes, bool] = {}

    async def fit(self, users: Mapping[str, str], authorization: str) -> bool:
        """Whether a header has a user and the password of that one; it takes as long for a user who is none."""
        given = credentials(authorization)
        if given is None:
            return False
        user, password = given
        hashed = users.get(user, next(iter(users.values())))
        key = hashlib.blake2b(repr((user, hashed, password)).encode(), key=self._secret).digest()
        found = self._known.get(key)
        if found is None:
            loop = asyncio.get_running_loop()
            octets = password[:_LONGEST], hashed.encode()
            found = self._known[key] = await loop.run_in_executor(self._thread, self._check, *octets)
            while len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return found and user in users

    def close(self) -> None:
        """Check no more; what is being checked comes to its end."""
        self._thread.shutdown(wait=False, cancel_futures=True)
