"""Every command that changes something leaves its lines in the audit log."""

import getpass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from fsp.cli.main import fsp
from fsp.extensions import core_app, db
from fsp.models.audit_entry import AuditEntry
from fsp.settings import Settings
from tests.web.rows import rows

PROCESSES = {"up", "web", "worker", "scheduler", "migrate"}
READING = {
    "alerts deliveries",
    "alerts list",
    "audit",
    "dead-letters causes",
    "dead-letters check",
    "dead-letters list",
    "dead-letters show",
    "jobs list",
    "jobs show",
    "schedules list",
    "schedules ticks",
    "targets",
    "token list",
    "workers list",
}
ACTING = {
    "alerts ack": ["9"],
    "alerts resolve": ["9"],
    "alerts silence": ["QueueBacklog", "--minutes", "5", "--reason", "known"],
    "alerts test": ["webhook"],
    "dead-letters bulk": ["discard", "--yes"],
    "dead-letters discard": ["9"],
    "dead-letters replay": ["9"],
    "dead-letters restore": ["9"],
    "jobs cancel": ["nothing"],
    "limit reset": ["export-data"],
    "limit set": ["export-data", "2"],
    "login-link": ["admin"],
    "pause": ["low", "--reason", "too much"],
    "resume": ["low"],
    "schedules pause": ["clean-up"],
    "schedules resume": ["clean-up"],
    "schedules run": ["clean-up"],
    "token create": ["ci"],
    "token revoke": ["9"],
    "workers drain": ["nobody"],
}
"""With arguments for each. Half of them fail, there being nothing of that number, and are written down all the same."""


def test_every_command_is_known_to_read_or_to_act() -> None:
    assert set(_commands(fsp)) == PROCESSES | READING | set(ACTING) | {"import"}


def test_every_acting_command_leaves_its_lines(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_WEBHOOK_URL", "http://127.0.0.1:9/hook")

    wrong = {}
    for name, arguments in ACTING.items():
        before = len(rows(select(AuditEntry.id)))
        run.invoke(fsp, [*name.split(), *arguments])
        written = rows(select(AuditEntry).where(AuditEntry.id > before).order_by(AuditEntry.id))
        if len(written) != 2 or written[0].outcome != "begun" or written[0].by != getpass.getuser():
            wrong[name] = [entry.outcome for entry in written]

    assert wrong == {}


def test_an_import_leaves_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a database of its own: the command makes it, as on a fresh machine.
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "good.md").write_text("---\ntitle: Good\n---\n\nText.\n")

    CliRunner().invoke(fsp, ["import", str(tmp_path / "posts"), "--project", "Garden"])

    app = core_app(Settings(data_dir=tmp_path / "var", secret_key="x"))
    with app.app_context():
        begun, ended = rows(select(AuditEntry).order_by(AuditEntry.id))
        db.engine.dispose()
    assert (begun.action, begun.target, ended.outcome, ended.begun_id) == (
        *("import posts", "project Garden"),
        *("done", begun.id),
    )


def _commands(group: click.Group, before: str = "") -> list[str]:
    found: list[str] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, f"{before}{name} ")
        else:
            found.append(f"{before}{name}")
    return found
