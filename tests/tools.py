"""What a test needs of the machine: where it is missing the test is skipped, or fails where nothing may be missing.

`.ci/run` installs every tool and sets PYDNS_HOST_REQUIRE_TOOLS=1, so that there no test is skipped for want of one.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import NoReturn

import pytest

STRICT = "PYDNS_HOST_REQUIRE_TOOLS"


def require(*tools: str, root: bool = False) -> None:
    """Go on only with these commands on the PATH and, if asked, as root; skips with what is missing otherwise."""
    missing = [f"{tool} is not installed" for tool in tools if not shutil.which(tool)]
    if root and os.geteuid() != 0:
        missing.append("network namespaces need root")
    if missing:
        lack("; ".join(missing))


def require_module(name: str) -> None:
    """Go on only where this module can be imported; skips otherwise."""
    if find_spec(name) is None:
        lack(f"the module {name} is not installed")


def lack(reason: str) -> NoReturn:
    """Skip for this reason, or fail with it where PYDNS_HOST_REQUIRE_TOOLS is 1."""
    if os.environ.get(STRICT) == "1":
        pytest.fail(f"{reason} ({STRICT} is set)", pytrace=False)
    pytest.skip(reason)
