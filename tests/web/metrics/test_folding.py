"""Folding: never more series than are allowed, every event in one of them, and no sum that falls."""

from hypothesis import given
from hypothesis import strategies as st

from fsp.web.metrics.folding import MAX_NAMES, OTHER, fold, folded_names

NAMES = st.text("abcdefgh", min_size=1, max_size=3)
ROWS = st.dictionaries(st.tuples(NAMES, st.sampled_from("xyz")), st.integers(0, 100), max_size=60)


def test_what_fits_stays_as_it_is() -> None:
    rows = {("a", "x"): 1.0, ("b", "y"): 2.0}

    assert fold(rows.items(), max_series=2) == rows


def test_what_does_not_fit_is_other() -> None:
    rows = {(f"type-{number:03}", "x"): 1.0 for number in range(150)}

    results = fold(rows.items(), max_series=1000)

    assert len(results) == MAX_NAMES + 1
    assert results[OTHER, "x"] == 50


@given(ROWS, st.integers(4, 40))
def test_every_event_is_in_one_series_and_there_are_not_too_many(rows: dict[tuple[str, str], int], most: int) -> None:
    results = fold(rows.items(), max_series=most)

    assert sum(results.values()) == sum(rows.values())
    assert len(results) <= most


@given(ROWS, ROWS, st.integers(4, 40))
def test_no_series_that_stays_falls_when_others_come(
    before: dict[tuple[str, str], int], more: dict[tuple[str, str], int], most: int
) -> None:
    after = {key: before.get(key, 0) + more.get(key, 0) for key in {*before, *more}}

    earlier, later = fold(before.items(), max_series=most), fold(after.items(), max_series=most)

    assert all(later[key] >= value for key, value in earlier.items() if key in later)


def test_names_are_folded_likewise() -> None:
    assert folded_names("abcd", max_series=3) == {"a": "a", "b": "b", "c": OTHER, "d": OTHER}
    assert folded_names("abc", max_series=3) == {"a": "a", "b": "b", "c": "c"}
