"""Directives that are no plugin of CoreDNS itself, and what to tell someone who uses one.

External ones are those that coredns.io lists, and others that public Corefiles have; removed ones are named with the
version that removed them.
"""

from __future__ import annotations

EXTERNAL = frozenset(
    {
        "alias", "alternate", "amazondns", "blocker", "blocklist", "demo", "dnsredir", "docker", "dump", "ebpf", "ens",
        "example", "fallback", "fanout", "finalize", "git", "gravwell", "gslb", "idetcd", "ipecho", "ipin", "json",
        "k8s_cache", "k8s_dns_chaos", "k8s_event", "k8s_gateway", "kubeforward", "kubenodes", "kubernetai",
        "lighthouse", "mdns", "meship", "meshname", "multicluster", "mysql", "netbox", "pdsql", "records", "recursor",
        "redis", "redisc", "rrl", "tailscale", "unbound", "warnlist", "wgsd",
        # Not listed there.
        "acme", "ads", "consul", "consul_catalog", "denylist", "dnsdb", "dnsfilter", "drove", "filterlist", "ipparser",
        "ipset", "k8s_crd", "k8s_gslb", "lrucache", "nametoip", "omada", "ratelimit", "refuseany", "slog", "sqlite",
    }
)  # fmt: skip
REMOVED = {
    "proxy": ("1.5.0", "use forward"),
    "federation": ("1.7.0", "use kubernetes with rewrite"),
    "upstream": ("1.7.0", "plugins look names up by themselves: drop the line"),
    "reverse": ("1.2.0", "use template"),
    "dnscrypt": ("1.0.0", "use forward with tls://"),
    "startup": ("1.1.0", "use on startup"),
    "shutdown": ("1.1.0", "use on shutdown"),
}


def hint(name: str) -> str | None:
    """What to say about a directive that is not known here; None when it is nobody's."""
    if name in REMOVED:
        version, instead = REMOVED[name]
        return f"CoreDNS removed {name} in version {version}: {instead}"
    if name in EXTERNAL:
        return (
            f"{name} is an external plugin of CoreDNS, not a part of it; "
            f"a Python plugin of that name can be installed or named by -plugin"
        )
    return None
