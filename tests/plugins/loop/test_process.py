"""A server process that forwards to itself ends, and says why."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.pydns_host.process.running import LIMIT, ROOT, free_port

# On the way back there is another server block: no address of the first one stands in it.
ROUND = """
.:PORT {
  bind 127.0.0.1
  errors
  loop
  forward . 127.0.0.1:OTHER
}
.:OTHER {
  bind 127.0.0.1
  forward . 127.0.0.1:PORT
}
"""


def test_a_loop_ends_the_process_with_status_1(tmp_path: Path) -> None:
    ports = {"PORT": str(free_port()), "OTHER": str(free_port())}
    text = re.sub("PORT|OTHER", lambda found: ports[found[0]], ROUND)
    ran = subprocess.run(
        [sys.executable, "-m", "pydns_host", "-conf", "-", "-quiet"],
        input=text,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    shown = rf"Loop \(127.0.0.1:0 -> 127.0.0.1:{ports['PORT']}\) detected for zone \"\.\""
    assert re.match(rf"\[FATAL\] plugin/loop: {shown}", ran.stdout)
