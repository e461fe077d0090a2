"""The rules of a job type's deduplication: what is the same job, for how long, and what to do with a second one."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Release(StrEnum):
    """When a key is free again: when its job starts, succeeds, ends either way, or when its window is over."""

    START = "start"
    SUCCESS = "success"
    FINAL = "final"
    WINDOW = "window"


class OnConflict(StrEnum):
    """What becomes of a second job of the same key.

    `return` gives the first one's id; `raise` refuses; `replace_if_waiting` gives a job that has not started the new
    arguments; `keep_last_if_running` runs the newest once more after the one that runs.
    """

    RETURN = "return"
    RAISE = "raise"
    REPLACE_IF_WAITING = "replace_if_waiting"
    KEEP_LAST_IF_RUNNING = "keep_last_if_running"


@dataclass(frozen=True)
class Deduplication:
    """Same key, same job. Without an idempotency key of the caller's, the named `arguments` make one, if there are any.

    The key stays taken for `window_seconds` after its release point; for the release point `window`, after enqueueing.
    """

    arguments: tuple[str, ...] = ()
    window_seconds: int = 0
    release: Release = Release.FINAL
    on_conflict: OnConflict = OnConflict.RETURN

    def __post_init__(self) -> None:
        if self.window_seconds < 0 or (self.release == Release.WINDOW and self.window_seconds == 0):
            raise ValueError(f"a window must be 0 s or more, and more than 0 where it is the release point, got {self}")

    def digest(self, idempotency_key: str | None, arguments: dict[str, Any]) -> str | None:
        """Return what the key is stored under, or None for a job that is never the same as another."""
        if idempotency_key is not None:
            return _sha256(f"key:{idempotency_key}")
        if not self.arguments:
            return None
        return _sha256("arguments:" + json.dumps({name: arguments[name] for name in self.arguments}, sort_keys=True))


DEFAULT_DEDUPLICATION = Deduplication()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
