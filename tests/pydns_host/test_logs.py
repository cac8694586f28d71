"""The log: whole lines, in order, and lost ones counted instead of waited for."""

from __future__ import annotations

import os
import select
import threading
from pathlib import Path

import pytest

from pydns_host.logs import MAX_QUEUED, DirectLogs, Logs, to_descriptor, to_free_descriptor, to_shared_descriptor


def test_lines_come_out_whole_and_in_order() -> None:
    written: list[bytes] = []
    logs = Logs(written.append)
    log = logs.for_plugin("forward")
    for number in range(100):
        log.info(str(number))
    logs.host.error("last")
    logs.close()
    lines = b"".join(written).decode().splitlines()
    assert lines == [*(f"[INFO] plugin/forward: {number}" for number in range(100)), "[ERROR] last"]


def test_debug_lines_appear_only_in_debug_mode() -> None:
    written: list[bytes] = []
    logs = Logs(written.append)
    logs.host.debug("hidden")
    logs.debug = True
    logs.host.debug("shown")
    logs.host.warning("too")
    logs.close()
    assert b"".join(written) == b"[DEBUG] shown\n[WARNING] too\n"


def test_a_dump_is_what_text2pcap_reads() -> None:
    written: list[bytes] = []
    logs = Logs(written.append)
    logs.for_plugin("forward").dump("hidden", b"x")
    logs.debug = True
    logs.for_plugin("forward").dump("Wrong reply", bytes(range(18)))
    logs.close()
    assert b"".join(written).decode().splitlines() == [
        "[DEBUG] Wrong reply",
        "debug: 000000 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f",
        "debug: 000010 10 11",
        "debug: 000012",
    ]


def test_a_reader_that_is_gone_costs_lines_and_nothing_else() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    logs = Logs(to_descriptor(writing))
    logs.line("into nothing")
    logs.close()
    os.close(writing)
    assert logs.dropped == 1


def test_a_reader_that_stops_costs_only_what_the_queue_does_not_hold() -> None:
    go_on, writing = threading.Event(), threading.Event()
    written: list[bytes] = []

    def stuck(octets: bytes) -> None:
        writing.set()
        go_on.wait()
        written.append(octets)

    logs = Logs(stuck)
    logs.line("first")
    writing.wait()
    for number in range(MAX_QUEUED + 7):
        logs.line(str(number))
    assert logs.dropped == 7
    go_on.set()
    logs.close()
    assert b"".join(written).count(b"\n") == MAX_QUEUED + 1


def test_octets_of_a_corefile_come_out_as_they_were_and_half_a_pair_ends_nothing() -> None:
    written: list[bytes] = []
    logs = Logs(written.append)
    logs.line(b"caf\xe9".decode("utf-8", "surrogateescape"))
    logs.line("half \ud83d of a pair")
    logs.line("after")
    logs.close()
    lines = b"".join(written).split(b"\n")
    assert lines[0] in (b"caf\xe9", b"caf?")  # when both are written at once, neither can be kept
    assert lines[1:] == [b"half ? of a pair", b"after", b""]


def test_to_a_pipe_with_other_writers_only_whole_lines_go_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    long = b"x" * (2 * select.PIPE_BUF)
    lines = [*(b"%d " % number + b"y" * (number % 300) for number in range(100)), long, b"short"]
    at_once: list[bytes] = []

    def write(descriptor: int, octets: memoryview) -> int:
        at_once.append(bytes(octets))
        return len(octets)

    to_lines = to_shared_descriptor(writing)
    monkeypatch.setattr(os, "write", write)
    to_lines(b"\n".join(lines) + b"\n")
    monkeypatch.undo()
    os.close(reading)
    os.close(writing)
    assert b"".join(at_once) == b"\n".join(lines) + b"\n"
    assert all(octets.endswith(b"\n") for octets in at_once)
    assert [len(octets) for octets in at_once if len(octets) > select.PIPE_BUF] == [len(long) + 1]


def test_a_file_takes_all_lines_at_once(tmp_path: Path) -> None:
    with open(tmp_path / "log", "wb") as file:
        to_shared_descriptor(file.fileno())(b"line\n" * 2_000)
    assert (tmp_path / "log").read_bytes() == b"line\n" * 2_000


def test_a_log_without_a_thread_drops_lines_rather_than_wait() -> None:
    reading, writing = os.pipe()
    logs = DirectLogs(to_free_descriptor(writing))
    logs.line("first")
    while not logs.dropped:
        logs.line("x" * 1_000)
    assert os.read(reading, 6) == b"first\n"
    os.close(reading)
    os.close(writing)
