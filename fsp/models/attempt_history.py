"""The column with a dead letter's attempts, complete for pages, the API and the command line."""

from typing import Any

from sqlalchemy import Dialect

from fsp.clock import iso
from fsp.models.types import JsonObjects
from fsp.stored import FIRST, moment_of, number_of, read_or, whole_of

TEXTS = ("job_id", "outcome", "error", "traceback", "worker", "host", "version")


class AttemptHistory(JsonObjects):
    """A JSON list of attempts. Missing values are empty, and an invalid time becomes the earliest possible one."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the attempts."""
        attempts = super().process_result_value(value, dialect)
        return None if attempts is None else [_attempt(attempt) for attempt in attempts]


def _attempt(stored: dict[str, Any]) -> dict[str, Any]:
    return {
        **stored,
        **{name: str(stored.get(name) or "") for name in TEXTS},
        **{name: iso(read_or(FIRST, moment_of, stored.get(name))) for name in ("started_at", "ended_at")},
        "attempt": read_or(0, whole_of, stored.get("attempt")),
        "run_seconds": read_or(0.0, number_of, stored.get("run_seconds")),
    }
