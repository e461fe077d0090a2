"""The result of merging a file with its post."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class TextAction(StrEnum):
    """What happens to the file's text."""

    KEEP = "keep"
    REPLACE = "replace"
    BESIDE = "beside"


@dataclass
class Merge:
    """What an import changes in a post. `notes` are about its file."""

    values: dict[str, Any] = field(default_factory=dict)
    text: TextAction = TextAction.KEEP
    new_slug: str = ""
    has_new_images: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Return whether the post changes."""
        return bool(self.values or self.new_slug or self.has_new_images or self.text == TextAction.REPLACE)
