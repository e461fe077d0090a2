"""The deduplication rules of a job type: which jobs are the same, for how long, and what happens to a second one."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Release(StrEnum):
    """When a key is free again: when its job starts, succeeds, ends, or when its window is over."""

    START = "start"
    SUCCESS = "success"
    FINAL = "final"
    WINDOW = "window"


class OnConflict(StrEnum):
    """What happens to a second job with the same key.

    `return` returns the first one's id; `raise` refuses; `replace_if_waiting` gives new arguments to a job that has not
    started; `keep_last_if_running` runs the newest once more after the running one.
    """

    RETURN = "return"
    RAISE = "raise"
    REPLACE_IF_WAITING = "replace_if_waiting"
    KEEP_LAST_IF_RUNNING = "keep_last_if_running"


@dataclass(frozen=True)
class Deduplication:
    """Jobs with the same key are the same job. Without an idempotency key, the named `arguments` are the key, if there
    are any.

    The key stays reserved for `window_seconds` after its release point, or after enqueueing for the release point
    `window`.
    """

    arguments: tuple[str, ...] = ()
    window_seconds: int = 0
    release: Release = Release.FINAL
    on_conflict: OnConflict = OnConflict.RETURN

    def __post_init__(self) -> None:
        if self.window_seconds < 0 or (self.release == Release.WINDOW and self.window_seconds == 0):
            raise ValueError(f"a window must be 0 s or more, and more than 0 where it is the release point, got {self}")

    def digest(self, idempotency_key: str | None, arguments: dict[str, Any]) -> str | None:
        """Return the digest under which the key is stored, or None for a job that is never deduplicated."""
        if idempotency_key is not None:
            return _sha256(f"key:{idempotency_key}")
        if not self.arguments:
            return None
        return _sha256("arguments:" + json.dumps({name: arguments[name] for name in self.arguments}, sort_keys=True))


DEFAULT_DEDUPLICATION = Deduplication()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
