"""A summary says nothing that the text does not say."""

import pytest

from fsp.publishing.site.summary import MAX_SUMMARY_CHARACTERS, summary_of


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("We ~~never~~ always test.", "We always test."),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter it.", "After it."),
        ("Beans[^1] grow.\n\n[^1]: In May.", "Beans grow."),
        ("# Heading\n\nFirst.\n\nSecond.", "First. Second."),
        ("```\ncode\n```\n\nText.", "Text."),
        ("One<br>two", "One two"),
        ("", ""),
    ],
)
def test_what_would_read_wrong_is_passed_over(body: str, summary: str) -> None:
    assert summary_of("", body) == summary


def test_its_own_summary_comes_first() -> None:
    assert summary_of("In  short", "At length.") == "In short"


@pytest.mark.parametrize("body", ["word " * 100, "豆" * 500])
def test_a_long_one_is_cut(body: str) -> None:
    summary = summary_of("", body)

    assert summary.endswith(" …")
    assert MAX_SUMMARY_CHARACTERS // 2 < len(summary) <= MAX_SUMMARY_CHARACTERS + 2
