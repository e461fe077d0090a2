"""What the directives of one reStructuredText share: its values, its notes, and the files it may show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MAX_NOTES = 5


@dataclass
class Context:
    """The state of one conversion."""

    read: Callable[[str], str | None]
    """Returns the text of a file of the source by its path as written, or None."""
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    includes: int = 0

    def note(self, line: int, message: str) -> None:
        """Add a note with its line, unless there are many or it is there already."""
        if len(self.notes) < MAX_NOTES and not any(message in note for note in self.notes):
            self.notes.append(f"line {line}: {message}.")
