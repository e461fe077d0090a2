"""Acting on whatever database there is: the audit log has its lines where the database can keep them."""

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.audit.action import Action
from fsp.cli.acting_on_any_database import acting_on_any_database
from fsp.cli.context import Context
from fsp.errors import Conflict
from fsp.models.audit_entry import AuditEntry
from fsp.settings import Settings
from fsp.stores import db
from tests.web.rows import rows


@pytest.fixture
def context(core: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setenv("FSP_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("REDIS_URL", settings.redis_url or "")
    return Context()


def outcomes() -> list[tuple[str, str, bool]]:
    return [(row.outcome, row.detail, row.begun_id is not None) for row in rows(select(AuditEntry))]


def test_it_leaves_its_begin_and_its_end(context: Context) -> None:
    with acting_on_any_database(context, Action.BACK_UP, "to /backups/a"):
        during = outcomes()

    assert (during, outcomes()) == ([("begun", "", False)], [("begun", "", False), ("done", "", True)])


def test_a_failure_is_written_down_with_its_words(context: Context) -> None:
    with (
        pytest.raises(Conflict, match="is running"),
        acting_on_any_database(context, Action.RESTORE_BACKUP, "from /backups/a"),
    ):
        raise Conflict("FSP is running.")

    assert outcomes() == [("begun", "", False), ("failed", "FSP is running.", True)]


def test_a_database_put_in_its_place_has_both_lines(context: Context) -> None:
    with acting_on_any_database(context, Action.RESTORE_BACKUP, "from /backups/a"):
        db.drop_all()
        db.create_all()

    assert outcomes() == [("begun", "", False), ("done", "", True)]


def test_a_database_that_is_down_stops_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    away = settings.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:9/fsp"})
    context = Context()
    monkeypatch.setattr(Context, "settings", away)
    reached = []

    with acting_on_any_database(context, Action.BACK_UP, "to /backups/a"):
        reached.append("the backup")

    assert reached == ["the backup"]
