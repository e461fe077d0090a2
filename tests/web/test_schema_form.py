"""Forms made from schemas: every kind of argument has its field, and what was typed becomes arguments."""

from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from fsp.jobs.job_type import arguments_model_of
from fsp.web.schema_form import FormField, Kind, arguments_of, fields_of, form_of


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


def field(name: str, **value: Any) -> FormField:
    return next(result for result in fields_of(MODEL, **value) if result.name == name)


def test_each_argument_has_a_field_of_its_kind() -> None:
    assert {result.name: result.kind for result in fields_of(MODEL)} == {
        "name": Kind.TEXT,
        "count": Kind.NUMBER,
        "ratio": Kind.NUMBER,
        "colour": Kind.CHOICE,
        "urgent": Kind.JSON,
        "tags": Kind.JSON,
        "note": Kind.TEXT,
    }
    assert [result.name for result in fields_of(MODEL) if result.is_required] == ["name", "count"]
    assert field("colour").choices == ("red", "blue")
    assert field("urgent").choices == ("true", "false")


def test_a_field_says_what_it_takes_and_holds_its_default() -> None:
    assert field("count").hint == "how many, at least 1, at most 5"
    assert field("tags").hint == "a list as JSON, optional"
    assert (field("ratio").value, field("colour").value, field("note").value) == ("0.5", "red", "")


def form(**typed: str) -> dict[str, str]:
    return {f"argument-{name}": value for name, value in typed.items()}


def test_what_was_typed_becomes_arguments_and_empty_fields_are_left_out() -> None:
    typed = form(name=" x", count="3", ratio=" ", urgent="true", tags='["a"]') | {"csrf_token": "y", "seen": "z"}

    assert arguments_of(MODEL, typed) == {"name": " x", "count": 3, "urgent": True, "tags": ["a"]}


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    assert arguments_of(MODEL, form(count="three", tags="[a")) == {"count": "three", "tags": "[a"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "7", "count": 3},
        {"name": "two\nlines", "count": 3, "ratio": 0.25, "colour": "blue", "urgent": True, "note": "[1]"},
        {"name": "a", "count": 3, "tags": ["12", "ü"], "gone": [1]},
    ],
)
def test_what_is_not_touched_comes_back_as_it_was(arguments: dict[str, Any]) -> None:
    shown = fields_of(MODEL, values=form_of(arguments))

    assert arguments_of(MODEL, {result.field_name: result.value for result in shown}) == arguments


def test_an_argument_the_type_no_longer_has_can_be_left_out() -> None:
    old = form_of({"name": "a", "gone": [1]})
    shown = fields_of(MODEL, values=old, faults={"gone": "unknown"})[-1]

    assert (shown.name, shown.value, shown.fault) == ("gone", "[1]", "unknown")
    assert arguments_of(MODEL, old | form(gone="")) == {"name": "a"}


def test_a_choice_that_is_none_and_a_text_of_lines_are_typed() -> None:
    assert field("colour", values=form(colour="red")).is_chosen
    assert not field("colour", values=form(colour="green")).is_chosen
    assert field("note", values=form(note="a\nb")).is_long


def test_a_form_shown_again_has_what_was_typed_and_what_is_wrong() -> None:
    value = {"argument-count": "nine"}

    assert field("count", values=value, faults={"count": "too many"}).fault == "too many"
    assert field("count", values=value).value == "nine"
    assert field("ratio", values=value).value == ""
