"""Editing arguments: as fields, judged by the type's schema, compared with what the job had."""

from datetime import datetime
from enum import StrEnum

import pytest

from fsp.dead_letters.edit import Change, arguments_from, changes, faults_of, fields_of
from fsp.jobs.job_type import JobType, arguments_model_of
from fsp.jobs.priority import Priority


class Form(StrEnum):
    """A form to export in."""

    ZIP = "zip"
    EPUB = "epub"


def work(name: str, size: int, forms: list[Form], at: datetime | None = None, note: str | None = None) -> None:
    """Do nothing."""


TYPE = JobType("work", work, arguments_model_of("work", work), Priority.LOW, 1, 0, 60, "")
GIVEN = {"name": "a", "size": 3, "forms": ["zip"]}


def form_of(arguments: dict[str, object]) -> dict[str, str]:
    return {f"arg-{field.name}": field.text for field in fields_of(TYPE, arguments, {})}


@pytest.mark.parametrize(
    "arguments",
    [GIVEN, GIVEN | {"at": "2026-05-01T09:30:00Z", "note": "12"}, GIVEN | {"name": "7", "note": "[1]"}],
)
def test_what_is_not_touched_comes_back_as_it_was(arguments: dict[str, object]) -> None:
    assert arguments_from(TYPE, form_of(arguments)) == arguments
    assert faults_of(TYPE, arguments) == {}


def test_every_fault_stands_beside_its_field() -> None:
    edited = arguments_from(TYPE, form_of(GIVEN) | {"arg-size": "many", "arg-forms": '["pdf"]', "arg-name": " "})

    faults = faults_of(TYPE, edited)
    shown = {field.name: field.fault for field in fields_of(TYPE, edited, faults)}

    assert set(faults) == {"size", "forms", "name"}
    assert "valid integer" in shown["size"]
    assert shown["forms"].startswith("0: ")
    assert "required" in shown["name"]


def test_an_argument_the_type_no_longer_has_can_be_left_out() -> None:
    old = GIVEN | {"gone": [1]}
    field = fields_of(TYPE, old, faults_of(TYPE, old))[-1]

    assert (field.name, field.text) == ("gone", "[1]")
    assert field.fault
    assert arguments_from(TYPE, form_of(old) | {"arg-gone": ""}) == GIVEN


def test_what_was_changed_is_told() -> None:
    told = changes({"a": 1, "b": 2, "c": "x"}, {"a": 1, "b": "2", "d": None})

    assert told == [
        Change("a", "1", "1"),
        Change("b", "2", '"2"'),
        Change("c", '"x"', None),
        Change("d", None, "null"),
    ]
    assert [change.kind for change in told] == ["same", "changed", "removed", "added"]


def test_other_fields_of_the_form_are_no_arguments() -> None:
    assert arguments_from(TYPE, {"csrf_token": "x", "seen": "y", "arg-name": "a"}) == {"name": "a"}
