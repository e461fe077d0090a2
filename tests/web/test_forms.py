"""Forms: read once, each fault named."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from fsp.errors import InvalidInput
from fsp.web import forms


def test_texts_are_kept_with_plain_line_ends(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"title": " A ", "footer": "1\r\n2"}):
        text = forms.project_text()

    assert (text.title, text.footer) == ("A", "1\n2")


@pytest.mark.parametrize(("text", "number"), [("", None), ("7", 7)])
def test_numbers(app: Flask, text: str, number: int | None) -> None:
    with app.test_request_context(method="POST", data={"revision": text}):
        assert forms.whole_number("revision") == number


def test_a_moment_is_utc(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"at": "2026-05-01T09:30"}):
        assert forms.moment("at") == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("read", "text"), [(forms.whole_number, "seven"), (forms.moment, "soon")])
def test_what_does_not_fit_is_repeated(app: Flask, read: object, text: str) -> None:
    with app.test_request_context(method="POST", data={"x": text}), pytest.raises(InvalidInput, match=text):
        read("x")  # type: ignore[operator]
