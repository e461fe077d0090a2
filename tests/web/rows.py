"""Looking into the database without staying there: an open transaction would keep the application waiting."""

from typing import Any

from sqlalchemy import Select

from fsp.stores import db, end_reading


def rows(statement: Select[Any]) -> list[Any]:
    """Return the first column of each row, as it is now."""
    db.session.expire_all()
    found = list(db.session.scalars(statement).all())
    end_reading()
    return found


def row(statement: Select[Any]) -> Any:
    """Return the first column of the only row."""
    (found,) = rows(statement)
    return found
