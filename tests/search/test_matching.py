"""Titles are matched by all words, in any case; those that begin with the words come first."""

from fsp.search.matching import has_words, rank_by, words_of


def test_words_match_in_any_order_and_case() -> None:
    assert words_of("  Pause  LOW ") == ["pause", "low"]
    assert has_words("Pause queue low", ["low", "pause"])
    assert not has_words("Pause queue low", ["low", "high"])
    assert has_words("anything", [])


def test_a_title_that_begins_with_the_words_comes_first() -> None:
    titles = ["data for export", "no export-data", "export data", "Export data now"]

    assert sorted(titles, key=rank_by(["export", "data"])) == [
        "export data",
        "Export data now",
        "data for export",
        "no export-data",
    ]
