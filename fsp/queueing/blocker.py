"""One thing that keeps a job from running."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Blocker:
    """Its kind, in words, when it ends if that is known, and the jobs that hold the slots."""

    kind: str
    words: str
    until: datetime | None = None
    held_by: tuple[str, ...] = ()
