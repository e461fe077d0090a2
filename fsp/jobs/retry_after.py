"""How long a service asked to be left alone: the `Retry-After` of its answer, as an error carries it to the job's end.

Source: RFC 9110, section 10.2.3 (seconds, or a date), and RFC 6585, section 4 (429).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from fsp.errors import RateLimited, ServiceUnavailable

CAP_SECONDS = 86_400.0
"""No service parks a job for longer than a day, whatever it asks for."""

TOO_MANY_REQUESTS = 429


@dataclass(frozen=True)
class AskedWait:
    """The least wait a service asked for, and whether only for being asked too often: then it is not out of order."""

    seconds: float
    is_rate_limit: bool = False


def asked_wait(error: BaseException, now: datetime) -> AskedWait | None:
    """Return the wait this error or what caused it carries: FSP's own errors, or any with an HTTP `response`.

    httpx, requests and openai raise such errors, so a job may let them pass as they are.
    """
    for each in _causes(error):
        if isinstance(each, ServiceUnavailable) and each.retry_after_seconds is not None:
            return AskedWait(_capped(each.retry_after_seconds), isinstance(each, RateLimited))
        response = getattr(each, "response", None)
        seconds = retry_after_seconds(_header(response), now)
        if seconds is not None:
            return AskedWait(seconds, getattr(response, "status_code", None) == TOO_MANY_REQUESTS)
    return None


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Return the seconds a `Retry-After` header asks for, at most a day; None for none, or one that cannot be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return _capped(float(text))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return _capped((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp())


def _capped(seconds: float) -> float:
    return min(max(seconds, 0.0), CAP_SECONDS)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__


def _header(response: Any) -> str | None:
    """Return the header of a response of any HTTP library; a job's error must not fail over an odd one."""
    headers = getattr(response, "headers", None)
    found = headers.get("retry-after") if headers is not None and hasattr(headers, "get") else None
    return found if isinstance(found, str) else None
