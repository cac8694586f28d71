"""The directives of CoreDNS 1.14.7 with gathersrv, in their order of execution, outermost first.

A directive's place in a Corefile means nothing; its place here means everything. What they do is not known here.
"""

from __future__ import annotations

DIRECTIVES: tuple[str, ...] = (
    "root", "metadata", "geoip", "cancel",
    "proxyproto", "quic", "grpc_server", "https", "https3", "timeouts", "multisocket", "reload",
    "nsid", "bufsize", "bind", "debug", "trace", "ready", "health", "pprof", "shed",
    "prometheus",
    "gathersrv",  # external to CoreDNS; its README places it right behind prometheus: log and cache see sub-queries
    "errors", "log", "dnstap", "local", "dns64", "any", "chaos", "loadbalance", "tsig",
    "rewrite", "autopath", "acl",  # rewrite before acl, acl before cache: CVE-2026-26017
    "cache", "header", "dnssec", "tls", "minimal",
    "template", "transfer", "hosts", "route53", "azure", "clouddns", "k8s_external", "kubernetes",
    "file", "auto", "secondary", "etcd", "loop",
    "forward", "grpc", "erratic", "whoami",
    "on", "sign", "view", "nomad",
)  # fmt: skip
