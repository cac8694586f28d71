"""The table of rules: what each code stands for, and the page that explains it. Rules are applied elsewhere.

The table is data, in `table/*.toml`, read when someone asks for it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("table")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `wrong` is a Corefile in which it finds something, `right` one that is put right."""

    code: str
    name: str
    severity: str
    summary: str
    why: str
    wrong: str = ""
    right: str = ""
    see: str = ""

    def page(self) -> str:
        """The page of the rule, in Markdown."""
        parts = [f"# {self.code}: {self.name}", f"*{self.severity}*. {self.summary}", self.why.strip()]
        for title, text in (("For example", self.wrong), ("Instead", self.right)):
            if text:
                parts.append(f"{title}:\n\n```corefile\n{text.strip()}\n```")
        if self.see:
            parts.append(f"See {self.see.strip()}")
        parts.append(f"To leave it out on one line: `# pydns: ignore[{self.code}] reason`.")
        return "\n\n".join(parts) + "\n"


@cache
def rules() -> dict[str, Rule]:
    """All rules by their codes, in the order of these."""
    found = [
        Rule(code, **fields)
        for path in sorted(_FOLDER.glob("*.toml"))
        for code, fields in tomllib.loads(path.read_text(encoding="utf-8")).items()
    ]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
