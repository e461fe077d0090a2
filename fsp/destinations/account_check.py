"""Tests the account of a destination: what was checked, what was seen, and what to do about each failure."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime

from fsp.destinations.connect import connect, guarded_client
from fsp.destinations.contract import CheckResult
from fsp.destinations.credentials import read_credentials
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.expiry import expiry_check, learn_expiry
from fsp.destinations.scrubbing_client import secrets_in, without_secrets
from fsp.errors import FspError
from fsp.models.destination import Destination
from fsp.security.redaction import redact_text
from fsp.settings import Settings
from fsp.stores import db, end_reading

log = logging.getLogger(__name__)


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
    results += expiry_check(destination, now())
    destination.checked_at = now()
    destination.check_results = [asdict(replace(result, expires_at=None)) for result in results]
    _keep_learned(destination, results)
    db.session.commit()
    return results


def stored_results(destination: Destination) -> list[CheckResult]:
    """Return what the last test saw; nothing if there was none."""
    return [
        CheckResult(str(row.get("name", "")), bool(row.get("is_ok")), str(row.get("seen", "")), str(row.get("fix", "")))
        for row in destination.check_results
    ]


def _keep_learned(destination: Destination, results: list[CheckResult]) -> None:
    """Store settings that the test found out, unless a person has entered them."""
    for result in results:
        empty = {name: value for name, value in result.learned.items() if not destination.settings.get(name)}
        destination.settings = {**destination.settings, **empty}


def _results(
    destination: Destination,
    *,
    settings: Settings,
    now: Callable[[], datetime],
    environment: Mapping[str, str] | None,
) -> list[CheckResult]:
    client = DeadlineClient.of(guarded_client(settings))
    try:
        credentials = read_credentials(destination, settings=settings, environment=environment)
        secrets = secrets_in(credentials)
        platform = connect(destination, settings=settings, http=client, now=now, environment=environment)
        results = platform.check()
        learn_expiry(destination, credentials, results)
    except FspError as error:
        return [CheckResult("set up", is_ok=False, seen=str(error), fix="Correct the settings or the credentials.")]
    except Exception as error:
        # A platform's check raises nothing. A fault in one must not hide the page of its destination.
        log.exception("check of a destination failed", extra={"platform": destination.platform})
        return [CheckResult("test", is_ok=False, seen=f"The test itself failed: {type(error).__name__}.")]
    return [
        replace(
            result,
            seen=redact_text(without_secrets(result.seen, secrets)),
            fix=redact_text(without_secrets(result.fix, secrets)),
        )
        for result in results
    ]
