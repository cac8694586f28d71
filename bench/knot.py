"""Debian's knotd as an authoritative server in a namespace: the clusters' DNS, or the upstream of a forward.

Only its configuration and its start are here; zones come from the caller as text.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.namespaces import Namespace
from bench.probe import Question, wait_for

_SERVER = """\
server:
    rundir: "{folder}"
    listen: [ {listen} ]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "{folder}"
log:
  - target: stderr
    any: warning
zone:
"""
_ZONE = """\
  - domain: "{zone}"
    file: "{folder}/{zone}zone"
    journal-content: none
    zonefile-sync: -1
"""


def start(
    namespace: Namespace,
    folder: Path,
    addresses: Sequence[str],
    zones: Mapping[str, str],
    core: int | None = None,
) -> subprocess.Popen[bytes]:
    """Serve `zones` (origin with final dot -> zone file's text) at `addresses`, port 53; answers when this returns.

    `folder` is knotd's own: nothing else may lie in it. Raises `NoAnswer` when it does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listen = ", ".join(f'"{address}@53"' for address in addresses)
    config = _SERVER.format(folder=folder, listen=listen)
    for zone, text in zones.items():
        (folder / f"{zone}zone").write_text(text)
        config += _ZONE.format(folder=folder, zone=zone)
    (folder / "knot.conf").write_text(config)
    with open(folder / "knotd.log", "ab") as log:
        process = namespace.start(["knotd", "--config", str(folder / "knot.conf")], core=core, stderr=log)
    for address in addresses:
        for zone in zones:
            wait_for(namespace, address, Question(zone, "SOA", answers=1), process)
    return process
