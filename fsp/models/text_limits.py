"""Enforces column lengths on every database: SQLite would store what PostgreSQL refuses."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from fsp.errors import UnstorableInput


@event.listens_for(Mapper, "before_insert")
@event.listens_for(Mapper, "before_update")
def check_lengths(mapper: Mapper[Any], _connection: object, row: Any) -> None:
    """Raise UnstorableInput, naming the column, for a text that exceeds its length."""
    for name, column in mapper.columns.items():
        limit = getattr(column.type, "length", None)
        text = row.__dict__.get(name)
        if limit is not None and isinstance(text, str) and len(text) > limit:
            raise UnstorableInput(f"{name} must have at most {limit} characters, got {len(text)}.", name)
