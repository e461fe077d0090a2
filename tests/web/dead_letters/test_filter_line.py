"""The tabs of the dead letters keep the filter; a chip takes one part of it away."""

from flask import Flask

from fsp.clock import utc_now
from fsp.dead_letters.replay import discard, find_dead_letter
from fsp.dead_letters.selection import selection_of
from fsp.web.dead_letters.filter_line import cleared, filter_chips, tabs_of
from fsp.web.dead_letters.views import LettersPage, read_letters
from tests.dead_letters.burying import buried


def page(query: dict[str, str], *, by_cause: bool = True) -> LettersPage:
    now = utc_now()
    return read_letters(selection_of(query, now=now), now=now, by_cause=by_cause, version="1")


def test_tabs_count_each_state_and_keep_the_filter(core: Flask) -> None:
    for name in ("one", "two", "three"):
        buried(name)
    discard(find_dead_letter(1), by="ada", now=utc_now())

    tabs = {tab.state: tab for tab in tabs_of(page({"type": "export-data"}, by_cause=False))}

    assert {state: tab.count for state, tab in tabs.items()} == {"dead": 2, "discarded": 1, "replayed": 0}
    assert tabs["dead"].href == "/dead-letters?type=export-data&view=letters"
    assert tabs["discarded"].href == "/dead-letters?type=export-data&view=letters&state=discarded"
    assert [state for state, tab in tabs.items() if tab.is_current] == ["dead"]


def test_a_text_search_counts_the_current_state_alone(core: Flask) -> None:
    counts = {tab.state: tab.count for tab in tabs_of(page({"text": "no row", "state": "discarded"}))}

    assert counts == {"dead": None, "discarded": 0, "replayed": None}


def test_chips_name_the_filter_and_clearing_keeps_the_state(core: Flask) -> None:
    view = page({"state": "discarded", "type": "export-data", "text": "no row"})

    assert {chip.name: chip.href for chip in filter_chips(view)} == {
        "type": "/dead-letters?state=discarded&text=no+row",
        "text": "/dead-letters?state=discarded&type=export-data",
    }
    assert cleared(view) == "/dead-letters?state=discarded"
