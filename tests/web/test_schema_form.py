"""Forms made from schemas: every kind of argument has its field, and what was typed becomes arguments."""

from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from fsp.errors import InvalidArguments
from fsp.jobs.job_type import arguments_model_of
from fsp.web.schema_form import FormField, Kind, arguments_of, fields_of


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def work(
    name: str,
    count: Annotated[int, Field(ge=1, le=5, description="how many")],
    ratio: float = 0.5,
    colour: Colour = Colour.RED,
    urgent: bool = False,
    tags: list[str] | None = None,
    note: str | None = None,
) -> None:
    """Do nothing."""


MODEL: type[BaseModel] = arguments_model_of("work", work)


def field(name: str, **given: Any) -> FormField:
    return next(found for found in fields_of(MODEL, **given) if found.name == name)


def test_each_argument_has_a_field_of_its_kind() -> None:
    assert {found.name: found.kind for found in fields_of(MODEL)} == {
        "name": Kind.TEXT,
        "count": Kind.NUMBER,
        "ratio": Kind.NUMBER,
        "colour": Kind.CHOICE,
        "urgent": Kind.JSON,
        "tags": Kind.JSON,
        "note": Kind.TEXT,
    }
    assert [found.name for found in fields_of(MODEL) if found.is_required] == ["name", "count"]
    assert field("colour").choices == ("red", "blue")
    assert field("urgent").choices == ("true", "false")


def test_a_field_says_what_it_takes_and_holds_its_default() -> None:
    assert field("count").hint == "how many, at least 1, at most 5"
    assert field("tags").hint == "a list as JSON, may be left out"
    assert (field("ratio").value, field("colour").value, field("note").value) == ("0.5", "red", "")


def test_what_was_typed_becomes_arguments_and_empty_fields_are_left_out() -> None:
    typed = {"name": " x ", "count": "3", "ratio": "", "urgent": "true", "tags": '["a"]'}

    found = arguments_of(MODEL, {f"argument-{name}": value for name, value in typed.items()})

    assert found == {"name": "x", "count": 3, "urgent": True, "tags": ["a"]}


def test_what_cannot_be_read_is_named_field_by_field() -> None:
    with pytest.raises(InvalidArguments) as caught:
        arguments_of(MODEL, {"argument-count": "three", "argument-tags": "[a"})

    assert caught.value.faults == {"count": "must be a number, got 'three'", "tags": "must be JSON, got '[a'"}


def test_a_form_shown_again_has_what_was_typed_and_what_is_wrong() -> None:
    given = {"argument-count": "nine"}

    assert field("count", given=given, faults={"count": "too many"}).fault == "too many"
    assert field("count", given=given).value == "nine"
    assert field("ratio", given=given).value == ""
