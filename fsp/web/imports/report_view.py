"""An import report in words and as lists of lines."""

from dataclasses import dataclass
from typing import Any

from fsp.amounts import number

LINES_SHOWN = 200
"""How many lines of one kind a page shows. The API returns all."""

_COUNTED = (
    ("updated", "updated", "updated"),
    ("unchanged", "unchanged", "unchanged"),
    ("held", "held as a draft", "held as drafts"),
    ("undated", "without a date", "without a date"),
    ("missing_images", "missing image", "missing images"),
    ("dead_links", "broken link", "broken links"),
    ("faults", "error", "errors"),
)


@dataclass(frozen=True)
class Lines:
    """Lines of one kind. `total` includes those that are not shown."""

    title: str
    lines: list[str]
    total: int


@dataclass(frozen=True)
class ReportView:
    """What an import did or would do. `report` is in its stored form, possibly of an older version."""

    report: dict[str, Any]

    def count(self, name: str) -> int:
        """Return a number, or the length of a list, from the report."""
        value = self.report.get(name, 0)
        return len(value) if isinstance(value, list | dict) else int(value or 0)

    @property
    def sentence(self) -> str:
        """Return a summary in one line: "57 posts: 50 new, 3 held back, 4 without a date"."""
        if not self.count("posts"):
            return f"{number(self.count('images'))} images fetched, {number(self.count('faults'))} failed"
        named = [f"{number(self.count('created'))} new"]
        for name, singular, many in _COUNTED:
            count = self.count(name)
            named += [f"{number(count)} {singular if count == 1 else many}"] if count else []
        posts = self.count("posts")
        return f"{number(posts)} post{'s' if posts != 1 else ''}: {', '.join(named)}"

    @property
    def groups(self) -> list[Lines]:
        """Return the lines of each kind that has any, the most important first."""
        held = self.report.get("held") or {}
        faults = [
            f"{fault.get('name', '')}:{fault.get('line', 1)}: {fault.get('message', '')}"
            for fault in self.report.get("faults") or []
        ]
        groups = (
            ("Errors: files that were skipped", faults),
            ("Held as drafts", [f"{name}: {why}" for name, why in held.items()]),
            ("No date: drafts until you set one", self.report.get("undated") or []),
            ("Notes", self.report.get("notes") or []),
        )
        return [Lines(title, lines[:LINES_SHOWN], len(lines)) for title, lines in groups if lines]
