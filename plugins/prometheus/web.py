"""What `tls FILE` names: a web configuration as Prometheus' own tools have it, in YAML, read into values.

What TLS, passwords and limits are made of them is the business of `certificates`, `passwords` and `guard`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corefile.durations import parse_duration
from pydns_host.errors import StartError
from pydns_host.plugins.prometheus import passwords
from pydns_host.plugins.prometheus.yamltext import Unreadable, load

_WORDS = {"y": True, "yes": True, "true": True, "on": True, "n": False, "no": False, "false": False, "off": False}
_HEADERS: dict[str, tuple[str, ...]] = {  # that may be set, and to what where that is not free
    "Strict-Transport-Security": (),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("deny", "sameorigin"),
    "X-XSS-Protection": (),
    "Content-Security-Policy": (),
}


@dataclass(frozen=True, slots=True)
class Web:
    """A file's settings. `tls` are those of TLS by their names, empty for plain HTTP; `headers` go with each answer.

    `users` have bcrypt hashes. There may be `burst` requests at once and one more each `interval` nanoseconds; 0 is no
    limit. `read` is what all this was read from, by path.
    """

    tls: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    interval: int = 0
    burst: int = 0
    read: Mapping[Path, bytes] = field(default_factory=dict)


def read(file: str) -> Web:
    """The settings of a file and what it names, whose paths are relative to it; raises `StartError`."""
    path = Path(file)
    seen = {path: _octets(path)}
    try:
        whole = _section(_WHOLE)(load(seen[path]))
    except (Unreadable, ValueError) as error:
        raise StartError(f"{file}: {error}") from None
    tls = whole.get("tls_server_config", {})
    for setting in ("cert", "key", "client_ca"):  # a file counts more than what stands there itself
        named = tls.get(f"{setting}_file")
        if named:
            found = path.parent / named
            seen[found] = tls[setting] = _octets(found)
    http, limit = whole.get("http_server_config", {}), whole.get("rate_limit", {})
    return Web(
        tls if any(tls.get(setting) for setting in _SECURE) else {},
        http.get("headers", {}),
        whole.get("basic_auth_users", {}),
        limit.get("interval", 0),
        limit.get("burst", 0),
        seen,
    )


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StartError(f"open {path}: {reason.lower()}") from None


def _section(table: Mapping[str, Callable[[Any], Any]]) -> Callable[[Any], dict[str, Any]]:
    """A mapping with these settings, each read by its own function, which raises ValueError; null is no setting."""

    def read(found: Any) -> dict[str, Any]:
        settings = {}
        for name, value in _mapping(found).items():
            if name not in table:
                raise ValueError(f"{name} is unknown")
            if value is not None:
                settings[name] = _at(name, table[name], value)
        return settings

    return read


def _at(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _mapping(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise ValueError("not a mapping")
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise ValueError("not a text")
    return found


def _inline(found: Any) -> bytes:
    return _text(found).encode()


def _texts(found: Any) -> list[str]:
    if not isinstance(found, list):
        raise ValueError("not a list")
    return [_text(one) for one in found]


def _truth(found: Any) -> bool:
    try:
        return _WORDS[_text(found).lower()]
    except KeyError:
        raise ValueError(f"neither true nor false: {found}") from None


def _number(found: Any) -> int:
    return int(_text(found))


def _duration(found: Any) -> int:
    """Nanoseconds; a number without a unit is of those, as in the reference."""
    text = _text(found)
    return int(text) if text.isdecimal() else parse_duration(text)


def _headers(found: Any) -> dict[str, str]:
    headers = {name: "" if value is None else _text(value) for name, value in _mapping(found).items()}
    for name, value in headers.items():
        if name not in _HEADERS:
            raise ValueError(f'HTTP header "{name}" can not be configured')
        allowed = _HEADERS[name]
        if allowed and value not in allowed:
            raise ValueError(f'invalid value for {name}: one of {", ".join(allowed)} is expected, not "{value}"')
        if not value.isprintable() or not value.isascii():
            raise ValueError(f"invalid value for {name}: only printable characters of ASCII may be in it")
    return headers


def _users(found: Any) -> dict[str, str]:
    users = {name: _text(value) for name, value in _mapping(found).items()}
    for name, hashed in users.items():
        if not passwords.is_hash(hashed):
            raise ValueError(f"the password of {name} is no bcrypt hash")
    return users


# Only these ask for TLS; a file that has others alone means plain HTTP, as in the reference.
_SECURE = ("cert", "key", "client_ca", "cert_file", "key_file", "client_ca_file", "client_auth_type")
_TLS: dict[str, Callable[[Any], Any]] = {
    "cert": _inline,
    "key": _inline,
    "client_ca": _inline,
    "cert_file": _text,
    "key_file": _text,
    "client_ca_file": _text,
    "client_auth_type": _text,
    "client_allowed_sans": _texts,
    "cipher_suites": _texts,
    "prefer_server_cipher_suites": _truth,
    "curve_preferences": _texts,
    "min_version": _text,
    "max_version": _text,
}
_WHOLE: dict[str, Callable[[Any], Any]] = {
    "tls_server_config": _section(_TLS),
    "http_server_config": _section({"http2": _truth, "headers": _headers}),
    "basic_auth_users": _users,
    "rate_limit": _section({"interval": _duration, "burst": _number}),
}
