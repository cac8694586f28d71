"""`python -m pydns_host.check.rules.pages FOLDER` writes the page of each rule, and an index. They are not edited."""

from __future__ import annotations

import sys
from pathlib import Path

from pydns_host.check.rules.table import Rule, rules

_FAMILIES = {
    "CF0": "Words, variables, imports",
    "CF1": "Keys and listeners",
    "CF2": "Directives and their arguments",
    "CF3": "Meaning",
    "CF4": "Security",
    "CF5": "Kubernetes",
    "CF9": "Versions of CoreDNS",
}


def index() -> str:
    """The list of all rules, by family."""
    parts = ["# Rules of `pydns-host check`\n"]
    for family, title in _FAMILIES.items():
        rows = [_row(rule) for code, rule in rules().items() if code.startswith(family)]
        parts.append(f"## {family}xx: {title}\n\n| code | name | severity | |\n|---|---|---|---|\n" + "".join(rows))
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    return f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {rule.summary} |\n"


def write(folder: Path) -> None:
    """Make the folder hold the pages and the index, and no page of a rule that is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("CF*.md"):
        if path.stem not in rules():
            path.unlink()
    for rule in rules().values():
        (folder / f"{rule.code}.md").write_text(rule.page(), encoding="utf-8")
    (folder / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
