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
    moments = list(islice(free_slots(SLOTS, set(), after=NOW, zone=BERLIN), 3))

    assert moments == [
        datetime(2026, 5, 4, 7, tzinfo=UTC),
        datetime(2026, 5, 7, 16, 30, tzinfo=UTC),
        datetime(2026, 5, 11, 7, tzinfo=UTC),
    ]


def test_a_taken_slot_is_skipped() -> None:
    taken = {datetime(2026, 5, 4, 7, tzinfo=UTC)}

    assert next_free(SLOTS, taken, after=NOW, zone=BERLIN) == datetime(2026, 5, 7, 16, 30, tzinfo=UTC)


def test_a_slot_of_today_counts_until_its_time() -> None:
    slots = (Slot(4, 14 * 60),)

    assert next_free(slots, set(), after=NOW, zone=UTC) == datetime(2026, 5, 1, 14, tzinfo=UTC)
    assert next_free(slots, set(), after=NOW.replace(hour=14), zone=UTC) == datetime(2026, 5, 8, 14, tzinfo=UTC)


def test_without_slots_it_says_what_to_do() -> None:
    with pytest.raises(Conflict, match="no slots"):
        next_free((), set(), after=NOW, zone=UTC)


def test_the_search_ends_at_the_end_of_the_calendar() -> None:
    with pytest.raises(Conflict, match="No slot is free"):
        next_free(SLOTS, set(), after=datetime(9999, 12, 31, 12, tzinfo=UTC), zone=UTC)
