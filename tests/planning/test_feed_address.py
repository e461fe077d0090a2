"""The address of an iCalendar feed, and its replacement."""

import pytest
from flask import Flask

from fsp.planning.feed_address import feed_address, feed_key, is_feed_key, replace_feed_address
from fsp.settings import Settings


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.mark.usefixtures("core")
def test_the_key_of_a_feed_opens_that_feed_only(settings: Settings) -> None:
    key = feed_key(settings, "garden")

    assert is_feed_key(settings, "garden", key)
    assert not is_feed_key(settings, "other", key)
    assert not is_feed_key(settings, "", "ä")


@pytest.mark.usefixtures("core")
def test_a_replaced_address_opens_nothing_any_more(settings: Settings) -> None:
    first, other, everything = (feed_key(settings, slug) for slug in ("garden", "other", ""))
    replace_feed_address("garden")
    second = feed_key(settings, "garden")
    replace_feed_address("garden")
    third = feed_key(settings, "garden")

    assert len({first, second, third}) == 3
    assert [is_feed_key(settings, "garden", key) for key in (first, second, third)] == [False, False, True]
    assert is_feed_key(settings, "other", other)
    assert is_feed_key(settings, "", everything)
    assert feed_address(settings, "garden").endswith(f"/calendar.ics?project=garden&key={third}")
    assert feed_address(settings, "").endswith(f"/calendar.ics?key={everything}")
