"""Looking into the database without staying there: an open transaction would keep the application waiting."""

from typing import Any

from sqlalchemy import Select

from fsp.stores import db, end_reading


def rows(statement: Select[Any]) -> list[Any]:
    """Return the first column of each row, as it is now."""
    db.session.expire_all()
    results = list(db.session.scalars(statement).all())
    end_reading()
    return results


def row(statement: Select[Any]) -> Any:
    """Return the first column of the only row."""
    (result,) = rows(statement)
    return result
