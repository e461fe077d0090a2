"""Numbers and moments in words."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.amounts import number
from fsp.content.wording import moment, percent, relative, told_moment


def test_moments_and_percentages() -> None:
    assert moment(datetime(2026, 5, 1, 9, 30, tzinfo=UTC)) == "2026-05-01 09:30"
    assert (moment(None), percent(0.123), percent(None)) == ("—", "12.3 %", "—")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-0.05, "3 min ago"), (2.5, "in 2 h"), (0, "now"), (24 * 40, "in 40 d"), (-1 / 3600 * 5, "5 s ago")],
)
def test_relative_times(hours: float, words: str) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)

    assert relative(now + timedelta(hours=hours), now) == words


@pytest.mark.parametrize(
    ("value", "words"), [(None, "—"), (12, "12"), (12_431, "12\u202f431"), (0.25, "0.2"), (1234.5, "1\u202f234.5")]
)
def test_thousands_stand_apart(value: float | None, words: str) -> None:
    assert number(value) == words


def test_a_moment_kept_as_text_is_read_and_what_is_none_is_none() -> None:
    assert told_moment("2026-05-01T12:00:00Z") == datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert [told_moment(text) for text in ("", "soon", None)] == [None, None, None]  # type: ignore[arg-type]
