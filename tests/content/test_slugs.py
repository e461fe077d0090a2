"""Slugs are unique in their project, and never an address of the site itself."""

import pytest

from fsp.content.slugs import free_slug, slug_of


@pytest.mark.parametrize(
    ("text", "latin", "unicode"),
    [
        ("First beans", "first-beans", "first-beans"),
        ("北京", "bei-jing", "北京"),
        ("🎉", "", ""),
        ("a" * 120, "a" * 100, "a" * 100),
    ],
)
def test_a_slug_is_latin_or_keeps_its_script(text: str, latin: str, unicode: str) -> None:
    assert slug_of(text) == latin
    assert slug_of(text, is_unicode=True) == unicode


@pytest.mark.parametrize(
    ("preferred", "taken", "slug"),
    [
        (["beans"], set(), "beans"),
        (["beans", "garden-beans"], {"beans"}, "garden-beans"),
        (["beans", "garden-beans"], {"beans", "garden-beans"}, "beans-2"),
        (["beans"], {"beans", "beans-2"}, "beans-3"),
        (["tags"], set(), "tags-2"),
        ([""], set(), "post"),
        (["a" * 100], {"a" * 100}, "a" * 98 + "-2"),
    ],
)
def test_a_taken_slug_gets_the_folder_then_a_number(preferred: list[str], taken: set[str], slug: str) -> None:
    assert free_slug(preferred, taken) == slug
