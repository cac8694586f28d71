"""TO words: what is an address, what waits for the machine, and what is nothing."""

from __future__ import annotations

import pytest

from pydns_host.plugins.forward.targets import Later, Target, TargetError, classify, split_host_port


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("10.8.0.1", Target("10.8.0.1", "53")),
        ("10.8.0.1:1053", Target("10.8.0.1", "1053")),
        ("10.8.0.1:domain", Target("10.8.0.1", "domain")),
        ("10.8.0.1:", Target("10.8.0.1", "")),
        ("dns://10.8.0.1", Target("10.8.0.1", "53")),
        ("::1", Target("::1", "53")),
        ("[::1]", Target("::1", "53")),
        ("[::1]:1053", Target("::1", "1053")),
        ("2001:db8::1:5353", Target("2001:db8::1:5353", "53")),
        ("fe80::1%eth0", Target("fe80::1%eth0", "53")),
        ("[fe80::1%eth0]:1053", Target("fe80::1%eth0", "1053")),
        ("tls://9.9.9.9", Target("9.9.9.9", "853", "tls")),
        ("tls://9.9.9.9:8853", Target("9.9.9.9", "8853", "tls")),
        ("tls://9.9.9.9%dns.quad9.net", Target("9.9.9.9", "853", "tls", "dns.quad9.net")),
        ("tls://9.9.9.9%dns.quad9.net:8853", Target("9.9.9.9", "8853", "tls", "dns.quad9.net")),
        ("tls://[2620:fe::fe%dns.quad9.net]:853", Target("2620:fe::fe", "853", "tls", "dns.quad9.net")),
        ("tls://2620:fe::fe%dns.quad9.net", Target("2620:fe::fe", "853", "tls", "dns.quad9.net")),
        ("https://1.1.1.1", Target("1.1.1.1", "443", "https")),
        ("https://1.1.1.1%one.one.one.one:8443", Target("1.1.1.1", "8443", "https")),
        ("https3://1.1.1.1", Target("", "")),
    ],
)
def test_an_address_is_known_from_its_text(text: str, target: Target) -> None:
    assert classify(text) == target


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("resolv.conf", Later("resolv.conf", "resolv.conf", "resolv.conf", "53", "dns", "")),
        ("/etc/resolv.conf", Later("/etc/resolv.conf", "/etc/resolv.conf", "/etc/resolv.conf", "53", "dns", "")),
        ("./resolv.conf", Later("./resolv.conf", "./resolv.conf", "", "53", "dns", "")),
        ("dns.example:1053", Later("dns.example:1053", "dns.example:1053", "dns.example", "1053", "dns", "")),
        ("tls://dns.example", Later("tls://dns.example", "dns.example", "dns.example", "853", "tls", "")),
        ("https://dns.example", Later("https://dns.example", "dns.example", "dns.example", "443", "https", "")),
        (
            "tls://dns.example%name.example:8853",
            Later(
                "tls://dns.example%name.example:8853",
                "dns.example%name.example:8853",
                "dns.example",
                "8853",
                "tls",
                "name.example",
            ),
        ),
        ("grpc://dns.example", Later("grpc://dns.example", "dns.example", "", "443", "grpc", "")),
        ("a..b", Later("a..b", "a..b", "", "53", "dns", "")),
        ("10.8.0.01", Later("10.8.0.01", "10.8.0.01", "10.8.0.01", "53", "dns", "")),
    ],
)
def test_a_file_or_a_name_waits_for_the_machine(text: str, later: Later) -> None:
    assert classify(text) == later


@pytest.mark.parametrize("text", [".", "..", "/"])
def test_what_is_always_a_directory_is_no_upstream(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", 'invalid address: ""'),
        ("https://", 'invalid address: "https://"'),
        ("grpc://10.8.0.1", "'grpc' is not supported as a destination protocol in forward: grpc://10.8.0.1:443"),
        ("quic://[::1]", "'quic' is not supported as a destination protocol in forward: quic://[::1]:853"),
        ("https3://1.1.1.1:443", "'https3' is not supported as a destination protocol"),
        ("unix:///run/dns", "'unix' is not supported as a destination protocol"),
        ("https://1.1.1.1/dns-query", "paths are not allowed in HTTPS upstream addresses"),
    ],
)
def test_what_can_be_no_upstream_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(TargetError) as caught:
        classify(text)
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("a:1", ("a", "1")),
        ("[::1]:53", ("::1", "53")),
        (":53", ("", "53")),
        ("a", None),
        ("::1", None),
        ("[::1]", None),
        ("[::1]53", None),
        ("[a]b]:1", None),
        ("a]:1", None),
        ("[[a]:1", None),
    ],
)
def test_host_and_port_are_told_apart_as_go_does(text: str, split: tuple[str, str] | None) -> None:
    assert split_host_port(text) == split
