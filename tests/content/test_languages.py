"""Language tags and their direction."""

import pytest

from fsp.content.languages import direction, language_tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        (" pt_BR ", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("en_US.UTF-8", "en-US"),
        ("de-1996", "de-1996"),
        ('en"><script>', ""),
        ("english", ""),
        ("", ""),
    ],
)
def test_a_tag_is_valid_or_empty(written: str, tag: str) -> None:
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("en", "ltr"), ("", "ltr")],
)
def test_the_direction_is_that_of_the_script(language: str, expected: str) -> None:
    assert direction(language) == expected
