"""Tests the account of a destination: what was checked, what was seen, and what to do about each failure."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from fsp.destinations.connect import MAX_ANSWER_BYTES, connect
from fsp.destinations.contract import CheckResult
from fsp.errors import FspError
from fsp.models.destination import Destination
from fsp.security.guarded_http import Answer, GuardedClient
from fsp.security.redaction import redact_text
from fsp.settings import Settings
from fsp.stores import db, end_reading

log = logging.getLogger(__name__)

CHECK_SECONDS = 9.0
"""For all requests of a test together, because a page waits for it."""
MIN_REQUEST_SECONDS = 0.05


@dataclass(frozen=True)
class TimedClient(GuardedClient):
    """A client whose requests share one time limit, `deadline` in seconds of `monotonic`."""

    deadline: float = 0.0

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request within the time that is left."""
        left = max(MIN_REQUEST_SECONDS, self.deadline - self.monotonic())
        client = GuardedClient(
            allow_internal=self.allow_internal,
            resolve=self.resolve,
            monotonic=self.monotonic,
            connect_seconds=min(self.connect_seconds, left),
            total_seconds=min(self.total_seconds, left),
            max_body_bytes=self.max_body_bytes,
            ssl_context=self.ssl_context,
        )
        return client.request(method, url, headers=headers, body=body)


def check_account(
    destination: Destination,
    *,
    settings: Settings,
    now: Callable[[], datetime],
    environment: Mapping[str, str] | None = None,
) -> list[CheckResult]:
    """Test a destination's account within ten seconds, store the results and return them."""
    end_reading()
    results = _results(destination, settings=settings, now=now, environment=environment)
    destination.checked_at = now()
    destination.check_results = [asdict(result) for result in results]
    db.session.commit()
    return results


def stored_results(destination: Destination) -> list[CheckResult]:
    """Return what the last test saw; nothing if there was none."""
    return [
        CheckResult(str(row.get("name", "")), bool(row.get("is_ok")), str(row.get("seen", "")), str(row.get("fix", "")))
        for row in destination.check_results
    ]


def _results(
    destination: Destination,
    *,
    settings: Settings,
    now: Callable[[], datetime],
    environment: Mapping[str, str] | None,
) -> list[CheckResult]:
    client = TimedClient(
        allow_internal=settings.destinations_allow_internal,
        max_body_bytes=MAX_ANSWER_BYTES,
        deadline=time.monotonic() + CHECK_SECONDS,
    )
    try:
        platform = connect(destination, settings=settings, http=client, now=now, environment=environment)
        results = platform.check()
    except FspError as error:
        return [CheckResult("set up", is_ok=False, seen=str(error), fix="Correct the settings or the credentials.")]
    except Exception as error:
        # A platform's check raises nothing. A fault in one must not hide the page of its destination.
        log.exception("check of a destination failed", extra={"platform": destination.platform})
        return [CheckResult("test", is_ok=False, seen=f"The test itself failed: {type(error).__name__}.")]
    return [
        CheckResult(result.name, result.is_ok, redact_text(result.seen), redact_text(result.fix)) for result in results
    ]
