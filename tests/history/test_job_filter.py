"""Filters: what a person types is read, written back the same, and refused with what would work."""

from datetime import UTC, datetime

import pytest

from fsp.errors import InvalidInput
from fsp.handlers import catalogue  # noqa: F401
from fsp.history.job_filter import JobFilter
from fsp.history.job_query import filter_of


def test_words_names_and_values_are_told_apart() -> None:
    result = filter_of({"q": 'tag:nightly args.project:"garden one" error:OSError id:abc no "room left" at 10:30'})

    assert result.labels == ("tag:nightly", "args.project:garden one")
    assert (result.error, result.job_id, result.text) == ("OSError", "abc", "no room left at 10:30")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "failed", "type": "export-data", "queue": "low"},
        {"since": "2026-05-01T09:30", "until": "2026-05-02T00:00:00+02:00"},
        {"q": 'tag:nightly args.project:"garden one" error:"no room" id:abc'},
        {"q": '"at 10:30 exactly"'},
        {"q": f"fingerprint:{'a' * 64}"},
    ],
)
def test_a_filter_is_written_back_the_same(fields: dict[str, str]) -> None:
    result = filter_of(fields)

    assert filter_of(result.as_query()) == result


def test_an_empty_address_is_an_empty_filter() -> None:
    assert filter_of({}) == JobFilter()
    assert JobFilter().as_query() == {}


def test_moments_are_utc_unless_they_say_otherwise() -> None:
    result = filter_of({"since": "2026-05-01T09:30", "until": "2026-05-01T12:30+02:00"})

    assert result.since == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    assert result.until == datetime(2026, 5, 1, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"q": "args.colour:red"}, "args.project of export-data"),
        ({"q": "args.project:x", "type": "content-generation"}, "indexed="),
        ({"state": "gone"}, "finished"),
        ({"queue": "urgent"}, "high"),
        ({"since": "yesterday"}, "2026-05-01T09:30"),
        ({"q": "x" * 513}, "512"),
        ({"q": "fingerprint:12"}, "64"),
    ],
)
def test_what_cannot_be_searched_by_is_refused_with_what_can(fields: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        filter_of(fields)


def test_only_free_text_needs_a_bound() -> None:
    needs = {query: filter_of({"q": query}).needs_bound for query in ("word", "error:OSError", 'error:"no room"')}

    assert needs == {"word": True, "error:OSError": False, 'error:"no room"': True}
    assert not filter_of({"q": "word tag:nightly"}).needs_bound


def test_a_state_by_itself_is_that_state_and_in_quotes_a_word() -> None:
    assert filter_of({"q": "dead"}) == JobFilter(state="failed")
    assert filter_of({"q": '"dead"'}) == JobFilter(text="dead")
    assert filter_of(filter_of({"q": '"dead"'}).as_query()) == JobFilter(text="dead")
    assert filter_of({"q": "dead beans"}).text == "dead beans"
