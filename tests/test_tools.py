"""A missing tool skips a test by default and fails it on request. The tools themselves are not looked at."""

from __future__ import annotations

import pytest

from tests.tools import STRICT, require

ABSENT = "no-such-tool-on-any-machine"


def test_a_present_tool_lets_a_test_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STRICT, "1")
    require("sh")


def test_a_missing_tool_skips_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STRICT, raising=False)
    with pytest.raises(pytest.skip.Exception, match=ABSENT):
        require("sh", ABSENT)


def test_a_missing_tool_fails_where_all_have_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STRICT, "1")
    with pytest.raises(pytest.fail.Exception, match=ABSENT):
        require(ABSENT)
