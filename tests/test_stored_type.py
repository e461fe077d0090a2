"""Values stored by their type: they come back as they were, and what is damaged is named undecodable."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import Field

from fsp.errors import InvalidInput
from fsp.stored import Undecodable
from fsp.stored_type import EpochMilliseconds, EpochSeconds, StoredType


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    count: int
    since: EpochSeconds
    at: Annotated[EpochMilliseconds, Field(alias="at_ms")]
    names: tuple[str, ...] = ()
    colour: Colour = Colour.RED

    def __post_init__(self) -> None:
        if self.count > 9:
            raise InvalidInput("too many")


THING = Thing(1, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), ("a", "b"))
STORED = StoredType(Thing)
JSON = b'{"count":1,"since":1767225600.0,"at_ms":1767312000000,"names":["a","b"],"colour":"red"}'


def test_a_value_comes_back_as_it_was() -> None:
    assert STORED.to_json(THING) == JSON
    assert STORED.of_json(JSON) == THING
    assert STORED.of_object(STORED.to_object(THING)) == THING


def test_a_field_that_is_missing_has_its_default_and_an_unknown_one_is_ignored() -> None:
    assert STORED.of_json(b'{"count":1,"since":0,"at_ms":0,"new":1}').names == ()


@pytest.mark.parametrize(
    "raw",
    [
        *(None, b"", b"\xff", b"[]", b"{}", b"[" * 100_000),
        JSON.replace(b'"count":1', b'"count":"1"'),
        JSON.replace(b'"count":1', b'"count":10'),
        JSON.replace(b"1767225600.0", b'"soon"'),
        JSON.replace(b"1767312000000", b"1e300"),
        JSON.replace(b'"red"', b'"blue"'),
    ],
)
def test_what_is_not_as_the_type_says_is_undecodable(raw: bytes | None) -> None:
    with pytest.raises(Undecodable, match="no Thing"):
        STORED.of_json(raw)


@pytest.mark.parametrize("value", [None, "x", {"count": "\udcff"}, {"count": object()}])
def test_so_is_a_column_of_json_that_holds_something_else(value: object) -> None:
    with pytest.raises(Undecodable, match="no Thing"):
        STORED.of_object(value)
