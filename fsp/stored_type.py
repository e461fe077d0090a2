"""Values stored as JSON in Redis, SQL and files, written and read by their type."""

from datetime import datetime
from functools import cached_property, partial
from typing import Annotated, Any, Generic, cast

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter
from pydantic_core import to_json

from fsp.errors import InvalidInput
from fsp.stored import FAULTS, Raw, Undecodable, Value, moment_of_epoch


class StoredType(Generic[Value]):
    """How values of one type are stored. Reading is strict: "5" is not a number, and a missing value has a default."""

    def __init__(self, kind: type[Value]) -> None:
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[Value]:
        # Built on first use, so that a process pays only for the types it stores.
        return TypeAdapter(self._kind)

    def to_json(self, value: Value, *, indent: int | None = None) -> bytes:
        """Return a value in its stored form."""
        return self._adapter.dump_json(value, indent=indent, by_alias=True)

    def to_object(self, value: Value) -> dict[str, Any]:
        """Return a value for a JSON column."""
        return cast(dict[str, Any], self._adapter.dump_python(value, mode="json", by_alias=True))

    def of_json(self, raw: Raw) -> Value:
        """Return the stored value; raise Undecodable if it is invalid."""
        try:
            return self._adapter.validate_json(raw or b"", strict=True)
        except (*FAULTS, InvalidInput) as error:
            raise Undecodable(f"no {self._kind.__name__}: {raw!r:.60}") from error

    def of_object(self, value: Any) -> Value:
        """Return the value of a JSON column; raise Undecodable if it is invalid."""
        try:
            return self.of_json(to_json(value))
        except FAULTS as error:
            raise Undecodable(f"no {self._kind.__name__}: {value!r:.60}") from error


EpochSeconds = Annotated[
    datetime, BeforeValidator(moment_of_epoch), PlainSerializer(datetime.timestamp, return_type=float)
]
"""A timestamp stored as Unix time in seconds."""

EpochMilliseconds = Annotated[
    datetime,
    BeforeValidator(partial(moment_of_epoch, per_second=1000)),
    PlainSerializer(lambda moment: int(moment.timestamp() * 1000), return_type=int),
]
"""A timestamp stored as Unix time in milliseconds."""
