"""A SQLite database that refuses some rows."""

from sqlalchemy import text

from fsp.stores import db


def refuse_inserts(table: str, condition: str) -> None:
    """Let every insert into a table fail where a condition on NEW holds."""
    trigger = (
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    )
    db.session.execute(text(trigger))
    db.session.commit()
