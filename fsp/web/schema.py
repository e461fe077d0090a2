"""Schemas and field types that all parts of the API share."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from fsp.clock import MAX_MINUTES, as_utc
from fsp.shape import Shape

RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of a row, in the range of PostgreSQL's integer."""

Minutes = Annotated[int, Field(ge=1, le=MAX_MINUTES)]
"""A duration."""


def _no_number(value: object) -> object:
    """Refuse numeric timestamps, which pydantic would accept. The API documents ISO 8601 only."""
    if isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit()):
        raise ValueError("must be a date and time such as 2026-05-01T09:30:00Z")
    return value


Moment = Annotated[datetime, AfterValidator(as_utc), BeforeValidator(_no_number)]
"""A timestamp from a program, in UTC unless it has a zone."""


ShapeT = TypeVar("ShapeT", bound=Shape)

CONTENT_TYPES: dict[str, tuple[str, ...]] = {}
"""Additional content types of schemas that are not JSON, by schema name."""


def also_as(*content_types: str) -> Callable[[type[ShapeT]], type[ShapeT]]:
    """Mark a schema that is also returned in other content types."""

    def mark(shape: type[ShapeT]) -> type[ShapeT]:
        CONTENT_TYPES[shape.__name__] = content_types
        return shape

    return mark


class Problem(Shape):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class NamePath(Shape):
    """The job type or queue."""

    name: str = Field(max_length=100)
