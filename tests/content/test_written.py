"""Values as their author wrote them."""

from datetime import date

import pytest
import yaml

from fsp.content.written import Plain, from_yaml, is_nothing, joined, storable


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        *(("3", 3), ("-2", -2), ("1.5", 1.5), ("true", True), ("null", None), ("~", None)),
        *((text, text) for text in ("1.10", "007", "1e3", "True", "1_000", "0x1F", "12:30", "NaN", "[")),
    ],
)
def test_a_plain_value_becomes_what_is_written_the_same_again(written: str, stored: object) -> None:
    assert storable(Plain(written)) == stored
    assert storable([{"a": Plain(written)}]) == [{"a": stored}]


def test_a_quoted_value_stays_a_text() -> None:
    node = yaml.compose("{a: '3', b: 3}", Loader=yaml.SafeLoader)

    assert node is not None
    assert storable(from_yaml(node)) == {"a": "3", "b": 3}


def test_dates_of_toml_are_stored_as_texts() -> None:
    assert storable({"when": date(2020, 1, 2)}) == {"when": "2020-01-02"}


def test_the_halves_of_a_character_are_joined_and_a_lone_one_is_replaced() -> None:
    assert joined("\ud83c\udf89") == "🎉"
    assert joined("a\ud83cb") == "a\ufffdb"
    assert joined("plain") == "plain"


@pytest.mark.parametrize(
    ("value", "expected"), [(None, True), ("", True), (Plain("null"), True), ("null", False), (0, False)]
)
def test_nothing_is_told_from_the_word_null(value: object, expected: bool) -> None:
    assert is_nothing(value) == expected
