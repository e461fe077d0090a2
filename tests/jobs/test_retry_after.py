"""The wait a service asked for: read from its answer, carried by an error, never beyond a day."""

from datetime import UTC, datetime

import httpx2
import pytest

from fsp.errors import RateLimited, ServiceUnavailable
from fsp.jobs.retry_after import CAP_SECONDS, AskedWait, asked_wait, retry_after_seconds

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def answered(status: int, retry_after: str) -> httpx2.HTTPStatusError:
    request = httpx2.Request("POST", "https://platform.test/posts")
    answer = httpx2.Response(status, headers={"Retry-After": retry_after} if retry_after else {}, request=request)
    return httpx2.HTTPStatusError("refused", request=request, response=answer)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2026 11:59:00 GMT", 0.0),
        ("999999999999", CAP_SECONDS),
        ("-5", None),
        ("9" * 5000, CAP_SECONDS),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", CAP_SECONDS),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
        (" , ", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_seconds_and_dates_are_read_and_nonsense_is_not(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, NOW) == seconds


def test_an_error_of_an_http_library_carries_it() -> None:
    assert asked_wait(answered(429, "90"), NOW) == AskedWait(90.0, is_rate_limit=True)
    assert asked_wait(answered(503, "90"), NOW) == AskedWait(90.0, is_rate_limit=False)
    assert asked_wait(answered(429, ""), NOW) is None


def test_it_is_found_behind_the_error_a_job_raised_instead() -> None:
    error = ServiceUnavailable("The platform is busy.")
    error.__cause__ = answered(429, "30")

    assert asked_wait(error, NOW) == AskedWait(30.0, is_rate_limit=True)


def test_an_error_can_say_it_itself() -> None:
    assert asked_wait(ServiceUnavailable("down", retry_after_seconds=5), NOW) == AskedWait(5.0)
    assert asked_wait(RateLimited("slow down", retry_after_seconds=1e9), NOW) == AskedWait(86_400.0, is_rate_limit=True)


def test_other_errors_ask_for_nothing_even_in_a_circle() -> None:
    error, other = ValueError(), KeyError()
    error.__cause__, other.__cause__ = other, error
    error.response = "odd"  # type: ignore[attr-defined]

    assert asked_wait(error, NOW) is None


@pytest.mark.parametrize("seconds", ["soon", float("nan"), None, object()])
def test_a_wait_that_is_no_number_is_none(seconds: object) -> None:
    assert asked_wait(ServiceUnavailable("busy", retry_after_seconds=seconds), NOW) is None  # type: ignore[arg-type]


def test_it_is_found_in_a_group() -> None:
    group = ExceptionGroup("two", [ValueError(), ExceptionGroup("inner", [answered(429, "30")])])

    assert asked_wait(group, NOW) == AskedWait(30.0, is_rate_limit=True)
