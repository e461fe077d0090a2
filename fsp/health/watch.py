"""Looking at every part at once: each with a time limit, never twice at the same time, and no more often than 5 s."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from fsp.health.component import UNKNOWN, Component
from fsp.health.doubts import with_doubts
from fsp.redis_faults import sentence_for

KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class Check:
    """One part: how it is looked at, and how long that may take."""

    look: Callable[[], Component]
    timeout_seconds: float


class Watch:
    """Keeps what was last seen. A look that hangs keeps its thread, and is not begun again until it is over."""

    def __init__(self, checks: Mapping[str, Check], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._checks = dict(checks)
        self._monotonic = monotonic
        self._pool = ThreadPoolExecutor(max_workers=len(self._checks), thread_name_prefix="health")
        self._running: dict[str, Future[Component]] = {}
        self._seen: list[Component] = []
        self.durations: dict[str, float] = {}
        """How many seconds the last look at each part took, once it has ended."""
        self._seen_at = float("-inf")
        self._lock = threading.Lock()

    def read(self) -> list[Component]:
        """Return every part as it was at most 5 s ago; many callers at once cause one look."""
        # While one looks, the others are told what was seen before: if all waited for a part that hangs, no thread of
        # the process would be left for anything else.
        if not self._lock.acquire(blocking=not self._seen):
            return self._seen
        try:
            if self._monotonic() - self._seen_at >= KEPT_SECONDS:
                self._seen = self._look()
                # What another process saw is as old as that; so no answer is older than 5 s when it is looked at again.
                self._seen_at = self._monotonic() - max(part.age_seconds for part in self._seen)
            return self._seen
        finally:
            self._lock.release()

    @property
    def age_seconds(self) -> float:
        """Return how old the answer is."""
        return self._monotonic() - self._seen_at

    @property
    def last(self) -> tuple[list[Component], float | None]:
        """Return what was last seen and its age in seconds, without looking and without waiting; None for never."""
        seen, at = self._seen, self._seen_at
        return (seen, self._monotonic() - at) if seen else ([], None)

    def _look(self) -> list[Component]:
        started = time.monotonic()
        for name, check in self._checks.items():
            running = self._running.get(name)
            if running is None or running.done():
                self._running[name] = self._pool.submit(self._timed, name, check)
        return with_doubts([self._answer(name, check, started) for name, check in self._checks.items()])

    def _timed(self, name: str, check: Check) -> Component:
        started = time.monotonic()
        try:
            return check.look()
        finally:
            self.durations[name] = time.monotonic() - started

    def _answer(self, name: str, check: Check, started: float) -> Component:
        left = max(0.0, check.timeout_seconds - (time.monotonic() - started))
        try:
            return self._running[name].result(timeout=left)
        except TooLate:
            told = f"No answer within {check.timeout_seconds:g} s: timeout."
            return Component(name, "unhealthy", told, reason="timeout")
        except RedisError as error:
            # Redis itself is looked at by its own check; of what it would have told nothing is known.
            return Component(name, UNKNOWN, f"Not known. {sentence_for(error)}")
        except SQLAlchemyError:
            return Component(name, UNKNOWN, "Not known, as the database does not answer.")
        except Exception as error:  # noqa: BLE001  (a check that fails is a finding, never a fault of the answer)
            return Component(name, "unhealthy", f"It could not be looked at: {type(error).__name__}.")
