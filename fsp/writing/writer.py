"""The interface of all writers."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Assignment:
    """What to write about."""

    title: str
    brief: str
    summary: str
    tags: tuple[str, ...]
    project_title: str
    language: str


@dataclass(frozen=True)
class Draft:
    """A generated text in Markdown, and its author."""

    body: str
    author: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    """Token counts of the request and the text, as the language model reported them; None for other writers."""


class Writer(Protocol):
    """Writes a text. Raises ServiceUnavailable if a retry can help, else PermanentFailure."""

    def write(self, assignment: Assignment) -> Draft:
        """Write one text."""
