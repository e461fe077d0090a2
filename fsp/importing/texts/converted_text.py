"""What a reader of another text format returns: front matter, Markdown, and the images that the file contained."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml


@dataclass(frozen=True)
class ConvertedText:
    """A text as Markdown. `values` are front matter by the names that the file uses."""

    body: str
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What the text loses, for the report of the import."""
    images: Mapping[str, bytes] = field(default_factory=dict)
    """The images inside the file, by path relative to its folder."""
    header: str = ""
    """Front matter as the file writes it, with its marks. It replaces the values."""

    def as_markdown(self) -> bytes:
        """Return the text as a Markdown file."""
        header = self.header
        if not header and self.values:
            header = f"---\n{yaml.safe_dump(dict(self.values), allow_unicode=True, sort_keys=False)}---\n"
        return f"{header}\n{self.body}\n".encode("utf-8", "replace")
