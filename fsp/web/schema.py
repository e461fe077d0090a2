"""What every shape of the API is made of, and the shapes that all areas share."""

from dataclasses import fields as fields_of
from datetime import datetime
from typing import Annotated, Any, get_type_hints

from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.schema import Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic.alias_generators import to_camel

from fsp.clock import MOST_MINUTES, as_utc

RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of a row: as large as PostgreSQL's integers are."""

Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]
"""How long something is to last."""


def _no_number(given: object) -> object:
    """Refuse seconds since 1970, which pydantic would read: the document says that moments are written out."""
    if isinstance(given, int | float) or (isinstance(given, str) and given.replace(".", "", 1).lstrip("-").isdigit()):
        raise ValueError("must be a date and time such as 2026-05-01T09:30:00Z")
    return given


Moment = Annotated[datetime, AfterValidator(as_utc), BeforeValidator(_no_number)]
"""A moment a program gives: in UTC where it names no zone."""


class Shape(BaseModel):
    """A shape of the API: camelCase outside, snake_case inside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    @classmethod
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Return the schema, made once: flask-openapi3 asks for it with every query it checks."""
        if arguments or options:
            return super().model_json_schema(*arguments, **options)
        if cls not in _schemas:
            _schemas[cls] = super().model_json_schema()
        return _schemas[cls]


_schemas: dict[type[Shape], dict[str, Any]] = {}


def camel(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields under their names outside."""
    return {to_camel(name): value for name, value in fields.items()}


def also_as(*content_types: str) -> ConfigDict:
    """Return the configuration of a shape that is answered in other content types too."""
    content = {content_type: MediaType(schema=Schema()) for content_type in content_types}
    # Read by flask-openapi3, unknown to pydantic.
    return ConfigDict(openapi_extra={"content": content})  # type: ignore[typeddict-unknown-key]


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class NamePath(Shape):
    """Which job type or queue."""

    name: str = Field(max_length=100)


def derived(kind: type, name: str, *, without: tuple[str, ...] = (), **other: Any) -> type[Shape]:
    """Return the shape of a dataclass's fields, without some and with others in their place or beside them."""
    hints = get_type_hints(kind)
    known = {field.name: hints[field.name] for field in fields_of(kind) if field.name not in without} | other
    parts: dict[str, Any] = {field: (hint, ...) for field, hint in known.items()}
    return create_model(name, __base__=Shape, __doc__=kind.__doc__, **parts)
