"""What a Corefile says about kubernetes: the cluster's zones, how to reach its API, and what to answer.

`options` has the table; nothing is asked of a cluster, and this version serves none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.arguments import last, once, origins
from corefile.numbers import quote
from corefile.urls import parse_url
from pydns_host.plugins.kubernetes.options import OPTIONS

if TYPE_CHECKING:
    from corefile.nodes import Word
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.plugins.kubernetes.labels import Requirement

_REVERSE = (".in-addr.arpa.", ".ip6.arpa.")
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Config:
    """One `kubernetes`; times are nanoseconds, `ttl` is seconds, limits of the API are 0 for the library's own.

    Without `endpoint` and `kubeconfig` the cluster is the one that the server runs in. `tls` are a certificate, its
    key and a CA, which do not stand below root. Empty `namespaces` are all of them.
    """

    zones: tuple[str, ...]
    endpoint: str = ""
    tls: tuple[str, ...] = ()
    kubeconfig: tuple[str, ...] = ()
    pods: str = "disabled"
    endpoint_pod_names: bool = False
    namespaces: tuple[str, ...] = ()
    labels: tuple[Requirement, ...] | None = None
    namespace_labels: tuple[Requirement, ...] | None = None
    ttl: int = 5
    endpoints: bool = True
    zonal: bool = False
    ignore_empty_service: bool = False
    multicluster: tuple[str, ...] = ()
    startup_timeout: int = 5 * _SECOND
    qps: float = 0.0
    burst: int = 0
    max_inflight: int = 0
    fallthrough: tuple[str, ...] = ()


def parse(reader: Reader, block: Block) -> Config:
    """One `kubernetes` in a server block."""
    config = Config(block.zones)
    for begins in once(reader):
        zones = origins(reader, block.zones)
        if all(zone.endswith(_REVERSE) for zone in zones):
            reader.record(reader.error("non-reverse zone name must be used", begins, "add the cluster's domain"))
        known = len(reader.diagnostics)
        options = OPTIONS.read_block(reader)
        if not reader.mistaken(known):
            _check(reader, begins, zones, options)
        config = _config(zones, options)
    return config


def _check(reader: Reader, begins: Word, zones: tuple[str, ...], options: dict[str, list[Any]]) -> None:
    """What is right by itself and wrong together."""
    if "namespaces" in options and "namespace_labels" in options:
        reader.record(reader.error("namespaces and namespace_labels cannot both be set", begins))
    for zone in last(options, "multicluster", ()):
        if zone not in zones:
            text = f"is not authoritative for the multicluster zone {zone} (authoritative zones: [{' '.join(zones)}])"
            reader.record(reader.error(text, begins))
    if "zonal" in options and "noendpoints" in options:
        reader.record(reader.error("zonal requires the endpoint cache; remove noendpoints", begins))
    if "endpoint" in options and "kubeconfig" not in options:
        _check_endpoint(reader, options["endpoint"][-1])


def _check_endpoint(reader: Reader, word: Word) -> None:
    """A URL, or a host with or without a port."""
    reason = f"host must be a URL or a host:port pair: {quote(word.value)}"
    try:
        url = parse_url(word.value)
        if url.scheme and url.host:
            return
    except ValueError:
        pass  # it may be one without its scheme
    try:
        if parse_url(f"http://{word.value}").path in ("", "/"):
            return
    except ValueError as error:
        reason = str(error)
    text = f"failed to create kubernetes notification controller: {quote(reason)}"
    reader.record(reader.error(text, word))


def _config(zones: tuple[str, ...], options: dict[str, list[Any]]) -> Config:
    endpoint = last(options, "endpoint", None)
    return Config(
        zones,
        "" if endpoint is None else endpoint.value,
        tls=last(options, "tls", ()),
        kubeconfig=last(options, "kubeconfig", ()),
        pods=last(options, "pods", "disabled"),
        endpoint_pod_names="endpoint_pod_names" in options,
        namespaces=tuple(dict.fromkeys(name for names in options.get("namespaces", []) for name in names)),
        labels=last(options, "labels", None),
        namespace_labels=last(options, "namespace_labels", None),
        ttl=last(options, "ttl", 5),
        endpoints="noendpoints" not in options,
        zonal="zonal" in options,
        ignore_empty_service=True in options.get("ignore", []),
        multicluster=last(options, "multicluster", ()),
        startup_timeout=last(options, "startup_timeout", 5 * _SECOND),
        qps=last(options, "apiserver_qps", 0.0),
        burst=last(options, "apiserver_burst", 0),
        max_inflight=last(options, "apiserver_max_inflight", 0),
        fallthrough=last(options, "fallthrough", ()),
    )
