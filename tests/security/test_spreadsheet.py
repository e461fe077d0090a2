"""Cells: what a spreadsheet would run is quoted, all else stays as it is."""

import pytest

from fsp.security.spreadsheet import harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\r", " =1", "\n=1", "\u200b=1", "＝1", "\u200e ＋1"]
)
def test_a_formula_is_quoted(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_words_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("", " ", "a=b", " garden")] == ["", " ", "a=b", " garden"]
