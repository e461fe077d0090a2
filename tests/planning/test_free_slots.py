"""Recurring slots and the next free ones."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from fsp.content.publishing_slots import Slot, parse_slots
from fsp.errors import Conflict, InvalidInput
from fsp.planning.free_slots import free_slots, next_free

MONDAY_NINE, THURSDAY_EVENING = Slot(0, 540), Slot(3, 1110)
SLOTS = (MONDAY_NINE, THURSDAY_EVENING)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
"""A Friday."""


def test_slots_are_read_and_written() -> None:
    assert parse_slots("thursday 18:30, Mon 9:00, mon 09:00") == SLOTS
    assert ", ".join(map(str, SLOTS)) == "Mon 09:00, Thu 18:30"
    assert parse_slots(" ") == ()


@pytest.mark.parametrize("text", ["Monday", "Xyz 09:00", "Mon 25:00", "09:00", "Mon nine"])
def test_what_is_no_slot_is_named(text: str) -> None:
    with pytest.raises(InvalidInput, match=f'got "{text}"'):
        parse_slots(f"Tue 10:00, {text}")


def test_the_next_free_slots_come_in_order_in_the_zone_of_the_project() -> None:
    moments = [local.moment for local in islice(free_slots(SLOTS, set(), after=NOW, zone=BERLIN), 3)]

    assert moments == [
        datetime(2026, 5, 4, 7, tzinfo=UTC),
        datetime(2026, 5, 7, 16, 30, tzinfo=UTC),
        datetime(2026, 5, 11, 7, tzinfo=UTC),
    ]


def test_a_taken_slot_is_skipped() -> None:
    taken = {datetime(2026, 5, 4, 7, tzinfo=UTC)}

    assert next_free(SLOTS, taken, after=NOW, zone=BERLIN).moment == datetime(2026, 5, 7, 16, 30, tzinfo=UTC)


def test_a_slot_of_today_counts_until_its_time() -> None:
    slots = (Slot(4, 14 * 60),)

    assert next_free(slots, set(), after=NOW, zone=UTC).moment == datetime(2026, 5, 1, 14, tzinfo=UTC)
    assert next_free(slots, set(), after=NOW.replace(hour=14), zone=UTC).moment == datetime(2026, 5, 8, 14, tzinfo=UTC)


def test_without_slots_it_says_what_to_do() -> None:
    with pytest.raises(Conflict, match="no slots"):
        next_free((), set(), after=NOW, zone=UTC)


def test_the_search_ends_at_the_end_of_the_calendar() -> None:
    with pytest.raises(Conflict, match="No slot is free"):
        next_free(SLOTS, set(), after=datetime(9999, 12, 31, 12, tzinfo=UTC), zone=UTC)


def test_slots_in_the_hour_that_clocks_skip_come_once_in_order_and_say_so() -> None:
    sunday = tuple(Slot(6, hour * 60 + minute) for hour, minute in ((2, 30), (3, 0), (3, 30)))

    free = list(islice(free_slots(sunday, set(), after=datetime(2026, 3, 28, 12, tzinfo=UTC), zone=BERLIN), 3))

    assert [local.moment for local in free] == [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 4, 5, 0, 30, tzinfo=UTC),
    ]
    assert [local.note for local in free] == ["", "", ""]


def test_a_slot_that_is_skipped_says_when_it_is_instead() -> None:
    free = next_free((Slot(6, 150),), set(), after=datetime(2026, 3, 28, 12, tzinfo=UTC), zone=BERLIN)

    assert free.moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert "does not exist" in free.note
