"""Every command that changes something leaves its lines in the audit log."""

import getpass
import inspect
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from fsp.cli.main import fsp
from fsp.core import core_app
from fsp.models.audit_entry import AuditEntry
from fsp.settings import Settings
from fsp.stores import db
from tests.web.rows import rows

PROCESSES = {"up", "down", "reload", "web", "worker", "scheduler", "migrate"}
READING = {
    *(
        "activity",
        "audit",
        "causes",
        "channels",
        "check",
        "copies",
        "copy",
        "deliveries",
        "diff",
        "duplicates",
        "explain",
        "feed",
        "history",
        "requests",
        "usage",
        "list",
        "log",
        "mails",
        "platforms",
        "subscriptions",
        "publications",
        "queues",
    ),
    "search",
    *(
        "shares",
        "show",
        "silences",
        "problems",
        "revisions",
        "stale-endings",
        "steps",
        "targets",
        "ticks",
        "waiting",
        "why",
    ),
}
"""The last word of each command that only reads. Any other must write down what it does: see fsp/cli/acting.py."""

ACTING = {
    "accounts create": ["somebody", "viewer"],
    "close-circuit": ["export-data"],
    "calendar move": ["9", "--next-slot"],
    "calendar slots": ["garden", "--set", "Mon 09:00"],
    "items archive": ["9"],
    "items share": ["9"],
    "items unshare": ["9", "1"],
    "items review": ["9"],
    "items approve": ["9"],
    "items request-changes": ["9", "No."],
    "items comment": ["9", "Yes."],
    "projects review": ["garden", "--approvals", "1"],
    "items draft": ["9"],
    "items publish": ["9"],
    "items schedule": ["9", "2035-05-01T09:30"],
    "items unarchive": ["9"],
    "items unschedule": ["9"],
    "jobs enqueue": ["export-data", "--arguments", '{"project": "garden"}'],
    "accounts disable": ["nobody"],
    "accounts enable": ["nobody"],
    "accounts role": ["nobody", "viewer"],
    "batches cancel": ["nothing"],
    "bulk stop": ["9"],
    "bulk undo": ["9"],
    "alerts ack": ["9"],
    "alerts end-silence": ["9"],
    "alerts resolve": ["9"],
    "alerts silence": ["QueueBacklog", "--minutes", "5", "--reason", "known"],
    "alerts test": ["webhook"],
    "dead-letters bulk": ["discard", "--yes"],
    "dead-letters discard": ["9"],
    "dead-letters replay": ["9"],
    "dead-letters restore": ["9"],
    "backup": ["."],
    "restore": ["."],
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


def test_every_command_that_does_not_only_read_writes_down_what_it_does() -> None:
    silent = {
        name
        for name, command in _commands(fsp).items()
        if name not in PROCESSES
        and name.split()[-1] not in READING
        and not _writes_down(inspect.unwrap(command.callback))  # type: ignore[arg-type]
    }

    assert silent == set()


def test_every_example_is_a_command() -> None:
    assert set(ACTING) <= set(_commands(fsp))


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


def _writes_down(function: Callable[..., object]) -> bool:
    """Return whether a command, or a function of the command line that it calls, acts inside the audit log."""
    called = [getattr(inspect.getmodule(function), name, None) for name in function.__code__.co_names]
    ours = [result for result in called if inspect.isfunction(result) and result.__module__.startswith("fsp.cli.")]
    acting = ("with acting(", "acting_on_any_database(context")
    sources = [inspect.getsource(function), *map(inspect.getsource, ours)]
    return any(how in source for source in sources for how in acting)


def _commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    results: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            results |= _commands(command, f"{before}{name} ")
        else:
            results[f"{before}{name}"] = command
    return results
