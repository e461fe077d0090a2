"""A shape is read from the attributes of what it shows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import ValidationError

from fsp.shape import From, IsThere, Shape, Stored, TextOrNone, WholeSecond


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Owner:
    name: str


@dataclass(frozen=True)
class Bike:
    serial: int
    owner: Owner | None = None
    note: str = ""
    colour: str = "red"
    bought_at: datetime = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


class BikeShape(Shape):
    id: Annotated[int, From("serial")]
    owner_name: Annotated[str | None, From("owner.name")]
    is_owned: Annotated[IsThere, From("owner")]
    label: Annotated[str, From(lambda bike: f"bike {bike.serial}")]
    note: TextOrNone
    colour: Annotated[Colour, Stored]
    bought_at: WholeSecond
    wheels: int = 2


def test_fields_come_from_attributes_paths_and_functions() -> None:
    shape = BikeShape.of(Bike(7, Owner("ada"), note="fast"))

    assert shape.model_dump(mode="json", by_alias=True) == {
        "id": 7,
        "ownerName": "ada",
        "isOwned": True,
        "label": "bike 7",
        "note": "fast",
        "colour": "red",
        "boughtAt": "2026-01-02T03:04:05Z",
        "wheels": 2,
    }


def test_a_path_through_nothing_and_an_empty_text_are_null() -> None:
    shape = BikeShape.of(Bike(7))

    assert (shape.owner_name, shape.is_owned, shape.note) == (None, False, None)


def test_what_the_subject_does_not_have_is_given_beside_it() -> None:
    shape = BikeShape.of(Bike(7), owner=Owner("bob"), wheels=3)

    assert (shape.owner_name, shape.is_owned, shape.wheels) == ("bob", True, 3)


def test_a_value_of_another_version_is_answered_as_it_is() -> None:
    shape = BikeShape.of(Bike(7, colour="ultraviolet"))

    assert shape.model_dump(mode="json", warnings=False)["colour"] == "ultraviolet"


def test_a_field_that_nobody_gives_is_a_fault() -> None:
    with pytest.raises(AttributeError, match="serial"):
        BikeShape.of(Owner("ada"))
    with pytest.raises(ValidationError, match="note"):
        BikeShape.of(Owner("ada"), serial=1, owner=None, label="x", colour="red")


def test_a_list_has_one_for_each_subject() -> None:
    assert [shape.id for shape in BikeShape.list_of([Bike(1), Bike(2)])] == [1, 2]
