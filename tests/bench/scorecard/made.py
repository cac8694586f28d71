"""Observations that no server made. Nothing is tested here."""

from __future__ import annotations

from bench.load import Load
from bench.scorecard.canary import Probe, Tally

WELL = Tally([Probe(0.0, 0.1), Probe(0.05, 0.15)])
ILL = Tally([Probe(0.0, 0.1), Probe(0.05)])


def load(sent: int = 1_000, lost: int = 0, wrong: int = 0, seconds: float = 1.0) -> Load:
    """A run of dnsperf."""
    completed = sent - lost
    return Load(sent, completed, lost, seconds, {"NOERROR": completed - wrong, "SERVFAIL": wrong})
