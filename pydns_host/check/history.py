"""What came and went with which version of CoreDNS, from its release notes. What is made of it is `versions`' business.

Only what can stand in a Corefile is listed, and only what the notes give a version for.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydns_host import external
from pydns_host.check.settings import Version, version

DROP = ""  # as `Gone.text`: the line goes


@dataclass(frozen=True, slots=True)
class Gone:
    """An option or directive that is deprecated since a version, and refused since `removed` (None: still taken).

    `text` is what to write in place of the word, `DROP` for nothing; None where that takes more than a word.
    """

    deprecated: Version
    removed: Version | None
    instead: str
    text: str | None = None


def _gone(deprecated: str, removed: str | None, instead: str, text: str | None = None) -> Gone:
    return Gone(version(deprecated), None if removed is None else version(removed), instead, text)


_DEPRECATED = {
    "proxy": "1.4.0", "federation": "1.6.3", "reverse": "1.1.3", "startup": "1.0.6", "shutdown": "1.0.6",
}  # fmt: skip
_TEXTS = {"startup": "on startup", "shutdown": "on shutdown", "proxy": "forward"}
DIRECTIVES_GONE = {
    name: _gone(_DEPRECATED.get(name, removed), removed, instead, _TEXTS.get(name))
    for name, (removed, instead) in external.REMOVED.items()
}
# The options of proxy that mean the same in forward; with any other one, a person has to look.
SAME_IN_FORWARD = frozenset({"except", "policy", "max_fails"})
SAME_POLICIES = frozenset({"random", "round_robin"})

_NOTHING = "drop the line: it does nothing"
OPTIONS_GONE = {
    ("kubernetes", "resyncperiod"): _gone("1.5.0", "1.7.0", "drop the line: nothing is synced anew", DROP),
    ("kubernetes", "upstream"): _gone("1.4.0", "1.7.0", "drop the line: names are looked up in this server", DROP),
    ("kubernetes", "transfer"): _gone("1.8.0", "1.8.0", "use the directive transfer with to"),
    ("file", "transfer"): _gone("1.8.0", "1.8.0", "use the directive transfer with to"),
    ("auto", "transfer"): _gone("1.8.0", "1.8.0", "use the directive transfer with to"),
    ("file", "no_reload"): _gone("1.4.0", "1.5.0", "write reload 0", "reload 0"),
    ("auto", "no_reload"): _gone("1.4.0", "1.5.0", "write reload 0", "reload 0"),
    ("etcd", "stubzones"): _gone("1.3.1", "1.4.0", "use forward for the zones that other servers have"),
    ("header", "set"): _gone("1.9.4", "1.12.4", "write response set", "response set"),
    ("header", "clear"): _gone("1.9.4", "1.12.4", "write response clear", "response clear"),
    ("file", "upstream"): _gone("1.5.2", None, _NOTHING, DROP),
    ("auto", "upstream"): _gone("1.5.2", None, _NOTHING, DROP),
    ("etcd", "upstream"): _gone("1.5.2", None, _NOTHING, DROP),
    ("template", "upstream"): _gone("1.5.2", None, _NOTHING, DROP),
    ("route53", "upstream"): _gone("1.5.2", None, _NOTHING, DROP),
    ("clouddns", "upstream"): _gone("1.5.2", None, _NOTHING, DROP),
    ("route53", "aws_access_key"): _gone("1.9.2", None, "use the environment, a file of credentials, or a role"),
}

DIRECTIVES_SINCE = {
    name: version(since)
    for name, since in {
        "acl": "1.6.4", "any": "1.5.1", "azure": "1.6.2", "bufsize": "1.6.6", "cancel": "1.5.0", "clouddns": "1.6.3",
        "dns64": "1.7.0", "geoip": "1.8.5", "grpc": "1.5.0", "header": "1.8.5", "k8s_external": "1.3.0",
        "local": "1.8.1", "loop": "1.2.1", "metadata": "1.2.0", "minimal": "1.8.4", "multisocket": "1.12.0",
        "nomad": "1.13.0", "nsid": "1.0.1", "on": "1.0.5", "proxyproto": "1.14.2", "ready": "1.5.0",
        "reload": "1.1.0", "route53": "1.0.5", "shed": "1.14.7", "sign": "1.6.3", "template": "1.0.3",
        "timeouts": "1.10.1", "transfer": "1.6.5", "tsig": "1.9.4", "view": "1.10.0",
    }.items()
}  # fmt: skip
OPTIONS_SINCE = {
    (directive, option): version(since)
    for (directive, option), since in {
        ("cache", "disable"): "1.9.4", ("cache", "keepttl"): "1.10.1", ("cache", "serve_stale"): "1.6.6",
        ("cache", "serve_stale_policy"): "1.14.7", ("cache", "servfail"): "1.9.4",
        ("dnstap", "extra"): "1.11.1", ("dnstap", "identity"): "1.9.4", ("dnstap", "version"): "1.9.4",
        ("errors", "stacktrace"): "1.9.3", ("file", "fallthrough"): "1.12.2",
        ("forward", "doh_method"): "1.14.5", ("forward", "failfast_all_unhealthy_upstreams"): "1.12.1",
        ("forward", "max_age"): "1.14.3", ("forward", "max_concurrent"): "1.6.8",
        ("forward", "max_connect_attempts"): "1.13.2", ("forward", "next"): "1.11.4",
        ("forward", "prefer_udp"): "1.2.0", ("forward", "resolver"): "1.14.4",
        ("forward", "source_address"): "1.14.6", ("grpc", "fallthrough"): "1.12.3", ("health", "lameduck"): "1.0.5",
        ("k8s_external", "fallthrough"): "1.11.0", ("kubernetes", "multicluster"): "1.12.2",
        ("kubernetes", "startup_timeout"): "1.12.3", ("pprof", "block"): "1.5.0",
        ("secondary", "fallthrough"): "1.14.4", ("template", "ederror"): "1.10.1",
        ("timeouts", "maxtcpqueries"): "1.14.7", ("tls", "client_auth"): "1.5.1", ("tls", "keylog"): "1.14.3",
        ("tsig", "require_opcode"): "1.14.3",
    }.items()
}  # fmt: skip
MANY_FORWARDS = version("1.9.4")  # several in one server block
TRANSPORTS_SINCE = {"quic": version("1.11.0")}
