"""What every writer takes and gives."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Assignment:
    """What a text should be about."""

    title: str
    brief: str
    summary: str
    tags: tuple[str, ...]
    project_title: str
    language: str


@dataclass(frozen=True)
class Draft:
    """A written text in Markdown, and who wrote it."""

    body: str
    author: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    """What a language model counted for the request and for the text; None for a text that none wrote."""


class Writer(Protocol):
    """Writes a text; raises ServiceUnavailable to be asked again, PermanentFailure not to be."""

    def write(self, assignment: Assignment) -> Draft:
        """Write one text."""
