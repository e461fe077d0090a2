"""Typed values, in the type of their field."""

from typing import Any

import pytest
from pydantic import BaseModel

from fsp.destinations.entered import parsed_lines, parsed_values
from fsp.errors import InvalidInput


class Model(BaseModel):
    name: str
    count: int
    is_on: bool
    tags: list[str] | None = None


def test_values_get_the_type_of_their_field() -> None:
    pairs = ["name=007", "count=3", "is_on=true", "tags=a, b"]

    assert parsed_values(Model, pairs) == {"name": "007", "count": 3, "is_on": True, "tags": ["a", "b"]}


def test_what_cannot_be_parsed_stays_text() -> None:
    assert parsed_values(Model, ["count=soon"]) == {"count": "soon"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("token=a=b\n# note\n\nuser=ada", {"token": "a=b", "user": "ada"}),
        ('{"token": "a"}', {"token": "a"}),
        ("key=-----BEGIN\n  abc\n  -----END", {"key": "-----BEGIN\nabc\n-----END"}),
    ],
)
def test_secrets_are_read_from_lines_or_json(text: str, values: dict[str, Any]) -> None:
    assert parsed_lines(text) == values


@pytest.mark.parametrize("text", ["hunter2", "{broken", '{"token": 3}', "=hunter2"])
def test_a_fault_does_not_repeat_the_text(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed_lines(text)

    assert "hunter2" not in str(refused.value)
