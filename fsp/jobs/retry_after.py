"""How long a service asked to be left alone: the `Retry-After` of its answer, as an error carries it to the job's end.

Source: RFC 9110, section 10.2.3 (seconds, or a date), and RFC 6585, section 4 (429).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isnan
from typing import Any

from fsp.errors import RateLimited, ServiceUnavailable

CAP_SECONDS = 86_400.0
"""No service parks a job for longer than a day, whatever it asks for."""

TOO_MANY_REQUESTS = 429

MAX_CAUSES = 100

_CAUSE_OF: Any = BaseException.__dict__["__cause__"].__get__
_MEMBERS_OF: Any = BaseExceptionGroup.__dict__["exceptions"].__get__
"""Read from the classes that define them: a subclass may have code in their place."""


@dataclass(frozen=True)
class AskedWait:
    """The least wait a service asked for, and whether only for being asked too often: then it is not out of order."""

    seconds: float
    is_rate_limit: bool = False


def asked_wait(error: BaseException, now: datetime) -> AskedWait | None:
    """Return the wait this error or what caused it carries: FSP's own errors, or any with an HTTP `response`.

    httpx2, requests and openai raise such errors, so a job may let them pass as they are.
    """
    for each in _causes(error):
        try:
            asked = _asked_by(each, now)
        except Exception:  # noqa: BLE001  (an error's attributes may be code, and raise)
            asked = None
        if asked is not None:
            return asked
    return None


def _asked_by(error: BaseException, now: datetime) -> AskedWait | None:
    if isinstance(error, ServiceUnavailable) and error.retry_after_seconds is not None:
        seconds = _capped(error.retry_after_seconds)
        if seconds is not None:
            return AskedWait(seconds, isinstance(error, RateLimited))
    response = getattr(error, "response", None)
    seconds = retry_after_seconds(_header(response), now)
    if seconds is None:
        return None
    return AskedWait(seconds, bool(getattr(response, "status_code", None) == TOO_MANY_REQUESTS))


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Return the seconds a `Retry-After` header asks for, at most a day; None for none, or one that cannot be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return _capped(float(text))
    try:
        until = parsedate_to_datetime(text)
        return _capped((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp())
    except Exception:  # noqa: BLE001  (what another server sends may be any text; the library raises many errors over it)
        return None


def _capped(seconds: float) -> float | None:
    """Return the seconds within a day; None for what is no number."""
    try:
        number = float(seconds)
    except (TypeError, ValueError, OverflowError):
        return None
    return None if isnan(number) else min(max(number, 0.0), CAP_SECONDS)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, those of its group and what caused them, each once."""
    seen: set[int] = set()
    waiting: deque[BaseException] = deque([error])
    while waiting and len(seen) < MAX_CAUSES:
        at = waiting.popleft()
        if id(at) in seen:
            continue
        seen.add(id(at))
        yield at
        if issubclass(type(at), BaseExceptionGroup):
            waiting.extend(_MEMBERS_OF(at))
        cause = _CAUSE_OF(at)
        if cause is not None:
            waiting.append(cause)


def _header(response: Any) -> str | None:
    """Return the header of a response of any HTTP library; a job's error must not fail over an odd one."""
    headers = getattr(response, "headers", None)
    value = headers.get("retry-after") if headers is not None and hasattr(headers, "get") else None
    return value if isinstance(value, str) else None
