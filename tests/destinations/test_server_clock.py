"""The clock of a server, as its answers show it."""

from datetime import UTC, datetime

import pytest

from fsp.destinations.checks import Check
from fsp.destinations.server_clock import compare_clocks, server_time

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_the_time_of_an_answer_is_read() -> None:
    assert server_time({"date": "Mon, 30 Nov 2026 12:00:00 GMT"}) == NOW


@pytest.mark.parametrize("headers", [{}, {"date": "soon"}])
def test_an_answer_without_a_time_is_no_failure(headers: dict[str, str]) -> None:
    assert server_time(headers) is None
    assert compare_clocks(headers, NOW) == "The server does not say its time."


def test_a_minute_is_fine_and_more_is_named() -> None:
    assert compare_clocks({"date": "Mon, 30 Nov 2026 12:01:00 GMT"}, NOW)
    with pytest.raises(Check) as raised:
        compare_clocks({"date": "Mon, 30 Nov 2026 11:58:59 GMT"}, NOW)

    assert raised.value.seen == "The server's clock is 61 s behind the clock of this machine."
