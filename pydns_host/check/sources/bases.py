"""The Corefile around a text that is none by itself: what AKS and k3s import is checked in what they import it into.

Whole Corefiles stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydns_host.check.sources.document import Document, Role

# Both ship a ConfigMap `coredns-custom` for their users, and a server block like this one that imports its entries.
_CUSTOM = "coredns-custom"
_CLUSTER = """.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
    import "custom/*.override"
}
"""
AROUND = "in the Corefile that imports it"  # what is said of places there
_ALONE = '. {\n    import "*.override"\n}\n'


def as_corefile(document: Document, documents: Sequence[Document]) -> tuple[Document, list[Document]]:
    """A Corefile in which the document stands, and the entries of manifests that it can import.

    Directives go into the server block that their ConfigMap is made for, all of one ConfigMap together.
    """
    others = [other for other in documents if other is not document]
    if document.role is not Role.DIRECTIVES:
        return document, others
    text = _CLUSTER if document.owner == _CUSTOM else _ALONE
    base = replace(
        document, name=f"{document.file}#{document.owner}", text=text, role=Role.COREFILE, key="", locate=None
    )
    siblings = [other for other in documents if other.role is Role.DIRECTIVES and other.owner == document.owner]
    return base, siblings
