"""Other front matter fields as YAML."""

import pytest

from fsp.content.extra_fields import MAX_EXTRA_CHARACTERS, extra_as_yaml, extra_of_yaml
from fsp.errors import InvalidInput

EXTRA = {"mood": "calm", "stars": 3, "version": "1.10", "nested": {"ä": ["x", None, True]}}


def test_fields_survive_being_shown_and_saved() -> None:
    assert extra_of_yaml(extra_as_yaml(EXTRA)) == EXTRA
    assert extra_as_yaml({}) == ""
    assert extra_of_yaml("  ") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: [", "Other fields, line 2"),
        ("just words", "name: value"),
        ("a: 1\nTitle: x", 'line 2: "Title" is a name of the field title'),
        ("draft: true", 'line 1: "draft" would set whether the post is published'),
        ("fsp: {}", 'line 1: "fsp" would set'),
        ("a: &x 1\nb: *x", "YAML alias"),
        ("a: " + "x" * MAX_EXTRA_CHARACTERS, "limited to"),
    ],
)
def test_a_fault_names_its_line(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        extra_of_yaml(text)


def test_a_name_that_the_post_has_already_is_allowed() -> None:
    assert extra_of_yaml("permalink: /old/", {"permalink": "/old/"}) == {"permalink": "/old/"}
