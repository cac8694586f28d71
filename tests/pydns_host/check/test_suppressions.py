"""Comments that keep findings from being shown. Settings that do so for a whole file are `test_engine`'s."""

from __future__ import annotations

import pytest

from tests.pydns_host.check.checking import codes, findings


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("a {\n  debug\n  whoami\n}\n", ["CF405"], id="none"),
        pytest.param("a {\n  debug # pydns: ignore[CF405] a lab\n  whoami\n}\n", [], id="on the line"),
        pytest.param("a {\n  # pydns: ignore[CF405] a lab\n  debug\n  whoami\n}\n", [], id="above it"),
        pytest.param("a {\n  #pydns:ignore[CF405] a lab\n\n  # more\n  debug\n  whoami\n}\n", [], id="further above"),
        pytest.param("a {\n  debug # pydns: ignore[CF4] a lab\n  whoami\n}\n", [], id="a family"),
        pytest.param("a {\n  debug # pydns: ignore[CF405]\n  whoami\n}\n", ["CF042"], id="without a reason"),
        pytest.param("a {\n  debug # pydns: ignore[CF401] x\n  whoami\n}\n", ["CF405", "CF041"], id="another code"),
        pytest.param("a {\n  debug # pydns: ignore[CF405 CF401] x\n  whoami\n}\n", ["CF041"], id="one too many"),
        pytest.param("a {\n  debug # pydns: ignore[] x\n  whoami\n}\n", ["CF405", "CF041"], id="no code"),
        pytest.param("a {\n  # pydns: ignore[CF405] x\n  whoami\n  debug\n}\n", ["CF041", "CF405"], id="too far above"),
        pytest.param('a {\n  debug\n  whoami "# pydns: ignore[CF2] x"\n}\n', ["CF405", "CF211"], id="in quotes"),
        pytest.param("a {\n  whoami\n}\n# pydns: ignore[CF405] x", ["CF041"], id="at the end"),
    ],
)
def test_a_comment_speaks_of_its_line_or_the_next(text: str, left: list[str]) -> None:
    assert codes(text) == left


def test_a_comment_works_in_a_manifest_and_is_told_at_its_place_there() -> None:
    text = "data:\n  Corefile: |\n    a {\n      # pydns: ignore[CF405] a lab\n      debug\n      whoami\n    }\n"
    assert codes(text, file="cm.yaml") == []
    (found,) = findings(text.replace("CF405", "CF401").replace("      debug\n", ""), file="cm.yaml")
    assert found.span is not None
    assert (found.code, found.span.file, found.span.line, found.span.column) == ("CF041", "cm.yaml", 4, 7)
