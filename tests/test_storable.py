"""What every store can hold, checked and cleaned."""

import json

import pytest

from fsp.errors import UnstorableInput
from fsp.storable import check_text, check_value, cleaned, cleaned_value, cut, fitted

NESTED = {"a": [{"b": "ok"}, {"b": "x\x00"}]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\x00b", "a NUL character at position 2"),
        ("\ud800", "lone surrogate"),
        ("x" * 101, "at most 100 bytes as UTF-8, got 101"),
        ("日" * 34, "at most 100 bytes as UTF-8, got 102"),
    ],
)
def test_a_text_no_store_can_hold_is_refused_with_its_name(text: str, says: str) -> None:
    with pytest.raises(UnstorableInput, match=says) as caught:
        check_text(text, "title", max_bytes=100)

    assert (caught.value.field, str(caught.value)[:6]) == ("title", "title ")


@pytest.mark.parametrize("text", ["", "x" * 100, "日" * 33, "\U0001f331", "a\tb\n"])
def test_a_text_every_store_can_hold_is_given_back(text: str) -> None:
    assert check_text(text, "title", max_bytes=100) == text
    assert cleaned(text) == text
    assert fitted(text) == text


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (NESTED, "arguments.a.1.b"),
        ({"x": float("nan")}, "arguments.x"),
        ([float("inf")], "arguments.0"),
        ({"\ud800": 1}, "arguments"),
    ],
)
def test_a_fault_within_a_value_is_named_by_its_place(value: object, field: str) -> None:
    with pytest.raises(UnstorableInput) as caught:
        check_value(value, "arguments")

    assert caught.value.field == field


def test_a_value_may_be_nested_as_deep_as_it_likes() -> None:
    value: list[object] = []
    for _ in range(20_000):
        value = [value]

    check_value(value, "arguments")


def test_what_fsp_has_to_keep_is_cleaned() -> None:
    value = {"a\x00": ["\udc80", float("-inf"), 1, None, True]}

    assert cleaned("a\x00b\ud83d") == "a\ufffdb\ufffd"
    assert json.dumps(cleaned_value(value), allow_nan=False, ensure_ascii=False) == (
        '{"a\ufffd": ["\ufffd", "-inf", 1, null, true]}'
    )


def test_what_is_cut_ends_with_a_whole_character_and_stays_apart_from_others() -> None:
    long = "日本語" * 40

    assert cut(long, 100) == "日本語" * 11
    assert len(fitted(long).encode()) <= 100
    assert fitted(long + "a") != fitted(long + "b")
    assert fitted("a\x00") != fitted("a\ud800")
