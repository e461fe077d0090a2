"""Dates in the language of the site, on the author's day."""

from datetime import UTC, datetime

import pytest

from fsp.publishing.site.dates import date_in_words

EVENING = datetime(2020, 2, 29, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "29 February 2020"),
        ("en-US", "February 29, 2020"),
        ("de", "29. Februar 2020"),
        ("de_AT", "29. Februar 2020"),
        ("zh-Hant-TW", "2020年2月29日"),
        ("zh-CN", "2020年2月29日"),
        ("tlh", "29 February 2020"),
        ('"><script>', "29 February 2020"),
        ("", "29 February 2020"),
    ],
)
def test_a_date_is_in_the_language_of_the_site(language: str, words: str) -> None:
    assert date_in_words(EVENING, language=language, zone="UTC") == words


def test_a_date_is_the_day_in_the_zone_of_the_project() -> None:
    assert date_in_words(EVENING, language="en", zone="Asia/Tokyo") == "1 March 2020"
    assert date_in_words(EVENING, language="en", zone="Nowhere/At-All") == "29 February 2020"


def test_the_clock_that_its_author_wrote_by_comes_first() -> None:
    assert date_in_words(EVENING, language="en", zone="America/New_York", utc_offset=540) == "1 March 2020"
