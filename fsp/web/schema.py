"""The shapes and types of fields that all areas of the API share."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from fsp.clock import MAX_MINUTES, as_utc
from fsp.shape import Shape

RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of a row: as large as PostgreSQL's integers are."""

Minutes = Annotated[int, Field(ge=1, le=MAX_MINUTES)]
"""How long something is to last."""


def _no_number(value: object) -> object:
    """Refuse seconds since 1970, which pydantic would read: the document says that moments are written out."""
    if isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit()):
        raise ValueError("must be a date and time such as 2026-05-01T09:30:00Z")
    return value


Moment = Annotated[datetime, AfterValidator(as_utc), BeforeValidator(_no_number)]
"""A moment a program gives: in UTC where it names no zone."""


ShapeT = TypeVar("ShapeT", bound=Shape)

CONTENT_TYPES: dict[str, tuple[str, ...]] = {}
"""The content types, beside JSON, of the shapes that are answered in others too, by the shape's name."""


def also_as(*content_types: str) -> Callable[[type[ShapeT]], type[ShapeT]]:
    """Mark a shape that is answered in other content types too."""

    def mark(shape: type[ShapeT]) -> type[ShapeT]:
        CONTENT_TYPES[shape.__name__] = content_types
        return shape

    return mark


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class NamePath(Shape):
    """Which job type or queue."""

    name: str = Field(max_length=100)
