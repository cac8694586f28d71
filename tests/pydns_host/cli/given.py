"""A loader that gives what a test has for it, and the texts that tests give. Nothing is tested here."""

from __future__ import annotations

from argparse import Namespace

from pydns_host.assemble import Plan
from pydns_host.testing import Served

OLD = ". {\n says old\n}\n"
NEW = ". {\n says new\n}\n"


class Given:
    """Gives what the test has for it: Corefiles, or errors to raise."""

    def __init__(self, served: Served, *given: str | Exception) -> None:
        self.given = list(given)
        self.asked = 0
        self.options = Namespace(workers=None)
        self._served = served

    def plan(self) -> Plan:
        self.asked += 1
        given = self.given.pop(0) if len(self.given) > 1 else self.given[0]
        if isinstance(given, Exception):
            raise given
        return self._served.plan(given)
