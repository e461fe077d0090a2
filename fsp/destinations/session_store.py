"""Where a platform keeps its session: tokens that a login returned, which all workers share."""

from dataclasses import dataclass
from typing import Protocol


class SessionStore(Protocol):
    """Keeps one text, secret from everybody else."""

    def load(self) -> str:
        """Return what was saved last; empty for nothing."""

    def save(self, text: str) -> None:
        """Replace what was saved."""


@dataclass
class MemorySession:
    """A session that ends with its process."""

    text: str = ""

    def load(self) -> str:
        """Return what was saved last."""
        return self.text

    def save(self, text: str) -> None:
        """Replace what was saved."""
        self.text = text
