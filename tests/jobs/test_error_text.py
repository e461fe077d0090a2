"""Errors in words: whatever they do when they are asked, and however long they are."""

import builtins

import pytest

from fsp.jobs.error_text import (
    MAX_TRACEBACK_CHARACTERS,
    class_name_of,
    escaped,
    message_of,
    shortened,
    traceback_of,
)


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("not even this")


class Leaving(Exception):
    def __str__(self) -> str:
        raise SystemExit(3)


class NoText(Exception):
    def __str__(self) -> str:
        return 7  # type: ignore[return-value]  # noqa: PLE0307


class Nameless(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("no name")


class Liar(Exception, metaclass=Nameless):
    @property
    def __traceback__(self) -> None:  # type: ignore[override]
        raise RuntimeError("no traceback")

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise RuntimeError("no class")


class Notes(Exception):
    @property
    def __notes__(self) -> list[str]:  # type: ignore[override]
        raise RuntimeError("no notes")


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:  # noqa: BLE001
        return caught


@pytest.mark.parametrize("name", ["Mute", "Leaving", "NoText", "Liar", "Notes", "KeyboardInterrupt", "SystemExit"])
def test_any_error_has_a_name_words_and_a_traceback(name: str) -> None:
    caught = raised((globals() | vars(builtins))[name]("x"))

    assert class_name_of(caught) == name
    assert isinstance(message_of(caught), str)
    assert class_name_of(caught) in traceback_of(caught)


def test_a_message_that_cannot_be_read_says_why() -> None:
    assert message_of(Mute()) == "(the message cannot be read: its __str__ raised RuntimeError)"


def test_what_no_store_holds_is_written_as_an_escape() -> None:
    assert escaped("a\0b\ud83dc\udcffd é 🎉") == "a\\x00b\\ud83dc\\udcffd é 🎉"
    assert message_of(ValueError("\ud800\0")) == "\\ud800\\x00"


def test_the_last_line_of_a_long_traceback_stays() -> None:
    def down(depth: int) -> None:
        if depth == 0:
            raise ValueError("the cause of it all")
        # Python folds the lines of a function that calls itself.
        aside(depth - 1)

    def aside(depth: int) -> None:
        down(depth)

    try:
        down(450)
    except ValueError as error:
        text = traceback_of(error)

    assert len(text) < MAX_TRACEBACK_CHARACTERS + 200
    assert text.startswith("Traceback (most recent call last):\n")
    assert text.endswith("\nValueError: the cause of it all\n")
    assert " characters left out …\n" in text


def test_a_long_message_keeps_the_class_before_it() -> None:
    last = traceback_of(raised(ValueError("x" * 200_000 + " the end"))).splitlines()

    assert any(line.startswith("ValueError: xxx") for line in last)
    assert last[-1].endswith(" the end")


def test_a_short_text_is_not_cut() -> None:
    assert shortened("a\nb\n", 10) == "a\nb\n"
    assert shortened("a" * 10 + "\n" + "b" * 10, 12) == "aaaaaa    … 9 characters left out …\nbbbbbb"
