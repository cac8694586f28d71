"""URLs are taken and refused as Go's net/url does, in its words."""

from __future__ import annotations

import pytest

from corefile.urls import Url, parse_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://127.0.0.1:4646", Url("http", "127.0.0.1:4646", "")),
        ("HTTPS://a.org/dns?x#y", Url("https", "a.org", "/dns")),
        ("unix:///var/run/a.sock", Url("unix", "", "/var/run/a.sock")),
        ("http://u:p@[2001:db8::1]:80/", Url("http", "[2001:db8::1]:80", "/")),
        ("http://[fe80::1%25eth0]", Url("http", "[fe80::1%25eth0]", "")),
        ("http://a.org:", Url("http", "a.org:", "")),
        ("tcp://a:b:1", Url("tcp", "a:b:1", "")),
        ("localhost:4646", Url("localhost", "", "")),
        ("a.org", Url("", "", "a.org")),
        ("///x", Url("", "", "///x")),
        ("//a.org/x", Url("", "a.org", "/x")),
        ("*", Url("", "", "*")),
        ("", Url("", "", "")),
        ("http://a%20b", None),
        ("http://bücher.example", Url("http", "bücher.example", "")),
    ],
)
def test_a_url_has_its_parts(text: str, url: Url | None) -> None:
    if url is None:
        with pytest.raises(ValueError, match="invalid URL escape"):
            parse_url(text)
    else:
        assert parse_url(text) == url


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("http://[::1", "parse \"http://[::1\": missing ']' in host"),
        ("127.0.0.1:4646", 'parse "127.0.0.1:4646": first path segment in URL cannot contain colon'),
        (":x", 'parse ":x": missing protocol scheme'),
        ("tcp://127.0.0.1:port", 'parse "tcp://127.0.0.1:port": invalid port ":port" after host'),
        ("http://a:b:1", 'parse "http://a:b:1": invalid port ":b:1" after host'),
        ("http://[::1]x", 'parse "http://[::1]x": invalid port "x" after host'),
        ("http://a[::1]", 'parse "http://a[::1]": invalid IP-literal'),
        ("http://[192.0.2.1]", 'parse "http://[192.0.2.1]": invalid IP-literal'),
        ("http://a b/", 'parse "http://a b/": invalid character " " in host name'),
        ("http://a/%zz", 'parse "http://a/%zz": invalid URL escape "%zz"'),
        ("http://a/#%", 'parse "http://a/#%": invalid URL escape "%"'),
        ("http://u s@a/", 'parse "http://u s@a/": net/url: invalid userinfo'),
        ("http://a\tb", 'parse "http://a\\tb": net/url: invalid control character in URL'),
    ],
)
def test_what_is_no_url_is_refused_in_gos_words(text: str, error: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_url(text)
    assert str(raised.value) == error
