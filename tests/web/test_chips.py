"""Chips: one for each part of a filter that is in use, each a link to the list without it."""

from fsp.web.chips import MAX_CHARACTERS, chips_of

NAMES = {"type": "type", "since": "from"}


def test_each_chip_leaves_the_rest_of_the_query() -> None:
    chips = chips_of("/alerts", {"view": "all", "type": "job & type", "since": "2026-11-30", "text": ""}, NAMES)

    assert [(chip.name, chip.value, chip.href) for chip in chips] == [
        ("type", "job & type", "/alerts?view=all&since=2026-11-30"),
        ("from", "2026-11-30", "/alerts?view=all&type=job+%26+type"),
    ]


def test_the_last_chip_leads_to_the_path_alone_and_long_values_are_cut() -> None:
    (chip,) = chips_of("/alerts", {"type": "x" * 100}, NAMES)

    assert chip.href == "/alerts"
    assert len(chip.value) == MAX_CHARACTERS
