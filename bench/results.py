"""The page of the last figures: what costs stand on it, and latencies, each written without losing the other.

Pure; the tables come as text.
"""

from __future__ import annotations

_LATENCY = "\n## Latency at half the reference's peak\n"
_INTRODUCTION = """\
# The last benchmark

Written by `python -m bench --write`. One core for the server, the other for dnsperf and the upstream (knotd); the
reference is CoreDNS with gathersrv and GOMAXPROCS=1; the two take turns. CPU is user and system time of the server
per answer, medians over the rounds; the CPU ratio (reference over server: more is better) is steadier than q/s where
the machine is shared. Peak memory is VmHWM. First answer: from the start of the process to a right answer.

"""
_ABOUT_LATENCY = """\

Written by `python -m bench --latency --write`. Both servers are asked half of what the reference can answer in a
second; p50 and p99 are the milliseconds, as dnsperf saw them, that half and 99 in 100 of the answers took at most.
They are those of the best round: whoever else is on the machine only ever adds to them. The ratio is the reference's
p99 over the server's: more is better.

"""


def with_costs(page: str, told: str, table: str) -> str:
    """The page with a new table of costs; `told` are the facts of the run."""
    _, mark, latency = page.partition(_LATENCY)
    return f"{_INTRODUCTION}{told}.\n\n{table}{mark}{latency}"


def with_latency(page: str, told: str, table: str) -> str:
    """The page with a new table of latencies."""
    costs = page.partition(_LATENCY)[0] or _INTRODUCTION
    return f"{costs}{_LATENCY}{_ABOUT_LATENCY}{told}.\n\n{table}"
