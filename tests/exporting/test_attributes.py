"""Attributes: what EPUB allows stays, with values that it allows."""

import pytest

from fsp.exporting.attributes import cleaned_attributes, safe_id


@pytest.mark.parametrize(
    ("tag", "attributes", "expected"),
    [
        ("hr", {"width": "50%", "size": "2"}, {}),
        ("img", {"width": "50%", "height": "20px", "alt": "x"}, {"height": "20", "alt": "x"}),
        ("td", {"rowspan": "x", "colspan": "0", "align": "right"}, {"class": "right"}),
        ("th", {"style": "text-align:center", "scope": "col"}, {"scope": "col", "class": "center"}),
        ("ol", {"start": "a", "type": "i", "reversed": ""}, {"type": "i", "reversed": "reversed"}),
        ("del", {"datetime": "yesterday", "cite": "not a url"}, {}),
        (
            "ins",
            {"datetime": "2026-01-02", "cite": "https://e.org/a b"},
            {"datetime": "2026-01-02", "cite": "https://e.org/a%20b"},
        ),
        (
            "p",
            {"lang": "en_US", "dir": "sideways", "class": " a  b"},
            {"lang": "en-US", "xml:lang": "en-US", "class": "a b"},
        ),
        ("p", {"lang": "English", "onclick": "x", "epub:type": "x"}, {}),
    ],
)
def test_only_valid_values_stay(tag: str, attributes: dict[str, str], expected: dict[str, str]) -> None:
    assert cleaned_attributes(tag, attributes) == expected


def test_ids_are_made_of_letters_that_every_reader_takes() -> None:
    assert [safe_id(text) for text in ("part-1", " fn:1 ", "第一", "1", "", " ")] == [
        "part-1",
        "id-fn_3a1",
        "id-_7b2c_4e00",
        "id-1",
        "",
        "",
    ]
