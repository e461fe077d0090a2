"""Secrets of many shapes are hidden wherever they stand, and ordinary text stays."""

from typing import Any

import pytest

from fsp.security.redaction import HIDDEN, MAX_TEXT_CHARACTERS, redact, redact_text
from tests.security.corpus import FIELDS, KEPT, KEPT_FIELDS, NAMED, TOKENS, made


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS.keys())
@pytest.mark.parametrize(
    "text",
    [
        "{} was refused",
        "https://example.org/a/{}?b=1",
        '{{"value": "{}"}}',
        "x={}",
        "({})",
        "'a\\n{}\\n'",
        "a%3D{}%26b",
    ],
)
def test_a_token_is_known_by_its_look(token: str, text: str) -> None:
    hidden = redact_text(text.format(token))

    assert token[-12:] not in hidden
    assert HIDDEN in hidden


@pytest.mark.parametrize("before", ["\x1b[31m", "\x1b[1;32m", "\\x1b[0m", "\\r"])
def test_a_token_is_known_after_an_escape(before: str) -> None:
    assert redact_text(f"{before}{TOKENS['GitLab']}\x1b[0m") == f"{before}{HIDDEN}\x1b[0m"


@pytest.mark.parametrize(("text", "secret"), NAMED)
def test_a_secret_in_a_text_is_hidden(text: str, secret: str) -> None:
    for around in ("{}", "Traceback:\n  {}\nand more", "2026-05-01 ERROR {}"):
        hidden = redact_text(around.format(text))

        assert secret not in hidden
        assert HIDDEN in hidden
        assert redact_text(hidden) == hidden


@pytest.mark.parametrize("text", KEPT)
def test_ordinary_text_stays(text: str) -> None:
    assert redact_text(text) == text
    assert redact_text(f"before\n{text}\nafter") == f"before\n{text}\nafter"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_hidden_by_its_name(name: str) -> None:
    assert redact({"a": [{name: "x y"}]}) == {"a": [{name: HIDDEN}]}


def test_other_fields_stay() -> None:
    assert redact(KEPT_FIELDS) == KEPT_FIELDS


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            {"project": "garden", "auth": [{"client_secret": "x", "user": "ada"}]},
            {"project": "garden", "auth": [{"client_secret": HIDDEN, "user": "ada"}]},
        ),
        ({"auth": ["ada", "hunter2"]}, {"auth": [HIDDEN, HIDDEN]}),
        ({"credentials": {"a": "b"}}, {"credentials": HIDDEN}),
        ({"password": 12345678}, {"password": HIDDEN}),
        ({"env": [{"name": "API_KEY", "value": "x"}]}, {"env": [{"name": "API_KEY", "value": HIDDEN}]}),
        ([["Authorization", "Bearer x"], ["Accept", "a"]], [["Authorization", HIDDEN], ["Accept", "a"]]),
        ({"key": made(32)}, {"key": HIDDEN}),
        ({"url": "redis://:hunter2@cache"}, {"url": f"redis://{HIDDEN}@cache"}),
        (({"pwd": "x"},), [{"pwd": HIDDEN}]),
    ],
)
def test_secrets_are_hidden_in_any_structure(value: Any, shown: Any) -> None:
    assert redact(value) == shown


def test_a_very_long_text_is_cut_and_a_secret_across_the_cut_is_hidden() -> None:
    text = "a " * (MAX_TEXT_CHARACTERS // 2 - 10) + TOKENS["GitHub"] + " b" * MAX_TEXT_CHARACTERS

    hidden = redact_text(text)

    assert len(hidden) <= MAX_TEXT_CHARACTERS
    assert TOKENS["GitHub"][:12] not in hidden


@pytest.mark.parametrize(
    "part",
    [
        *(
            "eyJ-",
            "eyJaaaaaaaa.",
            "password=",
            'password="',
            'password=\\"',
            "a",
            "a.",
            "-",
            "_",
            "=",
            '"',
            "://",
            "://a:b",
            "x@",
        ),
        *(
            "://a:b@",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "<password>",
            "name: a, value: b",
            "A" * 99 + "\n",
        ),
        *(
            "token ",
            "Bearer ",
            "Cookie: a=b; ",
            "sk_",
            "SG.aaaaaaaaaaaaaaaa.",
            "-u a:b ",
            "mysql -p ",
            "key ",
            "/reset/",
            "a=b;",
        ),
        *(
            "password=[",
            "password: |\n ",
            "passphrase: ",
            "abcd ",
            "$2b$",
            "https://",
            "\\",
            "password\n",
            "\t",
            "a_1_",
        ),
    ],
)
def test_a_long_text_costs_no_more_a_character(part: str) -> None:
    assert len(redact_text(part * (MAX_TEXT_CHARACTERS // len(part)))) <= MAX_TEXT_CHARACTERS
