"""Refuses all pages while the database has the schema of another version, and says what to do."""

import time

from flask import Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from fsp.health.schema import Schema, read_schema
from fsp.web.error_handlers import explain
from fsp.web.health_watch import current_watch

OPEN_WITH_ANY_SCHEMA = ("files.", "health.")
"""Prefixes of endpoints that need no table, if no account is looked up."""

READ_AGAIN_SECONDS = 1.0


class SchemaGate:
    """The schema as this process last read it. A wrong one is read again, because it may be migrated at any time."""

    def __init__(self) -> None:
        self._schema: Schema | None = None
        self._read_at = float("-inf")

    def wrong_schema(self) -> Schema | None:
        """Return the schema if this version cannot use it; None if it can, or if the database is down."""
        if self._schema is None or not self._schema.is_usable or self._was_found_wrong():
            self._read()
        return self._schema if self._schema and not self._schema.is_usable else None

    def _was_found_wrong(self) -> bool:
        parts = {part.name: part.status for part in current_watch().last[0]}
        return parts.get("schema") == "unhealthy"

    def _read(self) -> None:
        now = time.monotonic()
        if now - self._read_at < READ_AGAIN_SECONDS:
            return
        self._read_at = now
        try:
            self._schema = read_schema()
        except SQLAlchemyError:
            # A database that is down has its own page.
            return


def current_gate() -> SchemaGate:
    """Return the gate of this process."""
    gate: SchemaGate = current_app.extensions.setdefault("fsp_schema_gate", SchemaGate())
    return gate


def refuse_wrong_schema(schema: Schema | None) -> Response | None:
    """Refuse requests that need the database's tables, and say what to do."""
    if schema is None or (request.endpoint or "").startswith(OPEN_WITH_ANY_SCHEMA):
        return None
    answer = explain(503, schema.what_to_do)
    answer.headers["Retry-After"] = "5"
    return answer
