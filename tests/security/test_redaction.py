"""Secrets of many shapes, hidden wherever they stand."""

import pytest

from fsp.security.redaction import HIDDEN, MAX_TEXT_CHARACTERS, redact, redact_text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://ada:hunter2@db/fsp refused", "hunter2"),
        ("Authorization: Bearer abc.def.ghi was refused", "abc.def.ghi"),
        ('{"api_key": "k-123456"}', "k-123456"),
        ("password=hunter2, host=db", "hunter2"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJzdWIiOiIx"),
        ("key sk-abcdefghijklmnop1234 is wrong", "sk-abcdefghijklmnop1234"),
        ("AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOP"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"),
    ],
)
def test_a_secret_in_a_text_is_hidden(text: str, secret: str) -> None:
    assert secret not in redact_text(text)
    assert HIDDEN in redact_text(text)


def test_ordinary_words_stay() -> None:
    text = "ValueError: item 42 has no text; see https://example.org/help"

    assert redact_text(text) == text


def test_secrets_are_hidden_by_name_at_any_depth() -> None:
    given = {"project": "garden", "auth": [{"client_secret": "x", "user": "ada"}]}

    assert redact(given) == {"project": "garden", "auth": [{"client_secret": HIDDEN, "user": "ada"}]}


def test_a_very_long_text_is_cut() -> None:
    assert len(redact_text("a" * 10 * MAX_TEXT_CHARACTERS)) <= MAX_TEXT_CHARACTERS
