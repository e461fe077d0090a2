"""The audit log: who did what, when and from where. Rows are never changed and are kept for 400 days."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DDL, Index, Table, event
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObject, String, Text, UtcDateTime
from fsp.stores import Model


class Via(StrEnum):
    """The interface that an action came through."""

    PAGE = "page"
    API = "api"
    CLI = "cli"
    JOB = "job"


class AuditOutcome(StrEnum):
    """The outcome of an action. BEGUN is written before its effect. An action without a result was interrupted."""

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


class AuditEntry(Model):
    """One entry. A completed action has two: `begun_id` of the second refers to the first.

    The database refuses to change a row, and to delete one younger than 400 days.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_by_id", "by", "id"),
        Index("ix_audit_entries_action_id", "action", "id"),
        Index("ix_audit_entries_target_id", "target", "id"),
        Index("ix_audit_entries_begun_id", "begun_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    action: Mapped[str] = mapped_column(String(60))
    target: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(200))
    via: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(100), default="")
    request_id: Mapped[str] = mapped_column(String(40), default="")
    outcome: Mapped[str] = mapped_column(String(20))
    begun_id: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(500), default="")
    given: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """The input of the action, such as a filter. Secrets are hidden and long texts cut."""
    count: Mapped[int | None] = mapped_column(default=None)
    """How many objects a bulk action affected."""
    before: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    detail: Mapped[str] = mapped_column(Text, default="")
    """The result, or the error."""


_SQLITE = (
    "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
    "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
    "WHEN OLD.at > datetime('now', '-400 days') "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are kept for 400 days'); END",
    # INSERT OR REPLACE deletes a row without firing its trigger.
    "CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries "
    "WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '400 days' THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'audit entries are never changed, and kept for 400 days'; END $$",
    "CREATE TRIGGER audit_entries_keep_rows BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION audit_entries_keep()",
    "CREATE TRIGGER audit_entries_keep_table BEFORE TRUNCATE ON audit_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_keep()",
)


def _guard(table: Table) -> None:
    for dialect, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


_guard(AuditEntry.__table__)  # type: ignore[arg-type]
