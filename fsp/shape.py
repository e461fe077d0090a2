"""Schemas of the API and of `--json`, filled from the attributes of the objects they show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Self, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic.alias_generators import to_camel

WholeSecond = Annotated[datetime, AfterValidator(lambda moment: moment.replace(microsecond=0))]
"""A timestamp that is returned to the second."""

TextOrNone = Annotated[str | None, BeforeValidator(lambda text: text or None)]
"""An empty string that is returned as null."""

IsThere = Annotated[bool, BeforeValidator(lambda value: value is not None)]
"""Whether there is a value."""


def _or_as_it_is(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    try:
        return validate(value)
    except ValidationError:
        return value


Stored = WrapValidator(_or_as_it_is)
"""Marks a field from a store. A value that another version of FSP wrote is returned unchanged."""


@dataclass(frozen=True)
class From:
    """Where to read a field's value, if not from the attribute with the field's name.

    `source` is a function of the subject, or a dotted path, which gives None if a part of it is None.
    """

    source: str | Callable[[Any], object]

    def read(self, subject: object, others: dict[str, Any]) -> object:
        """Return the value of a subject. `others` are additional attributes."""
        if not isinstance(self.source, str):
            return self.source(subject)
        first, *rest = self.source.split(".")
        value = others[first] if first in others else getattr(subject, first)
        for name in rest:
            value = None if value is None else getattr(value, name)
        return value


class Shape(BaseModel):
    """A schema of the API: camelCase outside, snake_case inside, filled from attributes."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)

    @classmethod
    def of(cls, subject: object, **others: Any) -> Self:
        """Read the fields from a subject's attributes. `others` are fields or attributes that it does not have."""
        values = dict(others)
        for name, source in _sources(cls):
            if name not in values and (source is not None or hasattr(subject, name)):
                values[name] = source.read(subject, others) if source else getattr(subject, name)
        return cls.model_validate(values)

    @classmethod
    def list_of(cls, subjects: Iterable[object]) -> list[Self]:
        """Return the schema of each subject."""
        return [cls.of(subject) for subject in subjects]

    @classmethod
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Return the JSON schema. It is cached, because flask-openapi requests it for every query it validates."""
        if arguments or options:
            return super().model_json_schema(*arguments, **options)
        if cls not in _schemas:
            _schemas[cls] = super().model_json_schema()
        return _schemas[cls]


_schemas: dict[type[Shape], dict[str, Any]] = {}


@cache
def _sources(shape: type[Shape]) -> tuple[tuple[str, From | None], ...]:
    return tuple(
        (name, next((part for part in field.metadata if isinstance(part, From)), None))
        for name, field in shape.model_fields.items()
    )


def derived(kind: type, name: str, *, without: tuple[str, ...] = (), **other: Any) -> type[Shape]:
    """Derive a schema from a dataclass's fields, with some removed and others replaced or added."""
    hints = get_type_hints(kind)
    hint_by_field = {field.name: hints[field.name] for field in fields_of(kind) if field.name not in without} | other
    parts: dict[str, Any] = {field: (hint, ...) for field, hint in hint_by_field.items()}
    return create_model(name, __base__=Shape, __doc__=kind.__doc__, **parts)
