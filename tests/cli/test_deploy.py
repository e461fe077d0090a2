"""`fsp deploy`."""

from click.testing import CliRunner
from sqlalchemy import select

from fsp.cli.main import fsp
from fsp.models.audit_entry import AuditEntry
from fsp.stores import db


def test_a_deploy_is_marked_listed_and_audited(run: CliRunner) -> None:
    marked = run.invoke(fsp, ["deploy", "mark", "1.4", "--note", "faster"])
    run.invoke(fsp, ["deploy", "mark"])

    lines = run.invoke(fsp, ["deploy", "list"]).output.splitlines()

    assert marked.output.startswith("Recorded 1.4 at ")
    assert [line.split("\t")[1] for line in lines] == ["0.1.0", "1.4"]
    assert lines[1].endswith("\tfaster")
    assert "mark deploy" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_version_that_is_too_long_is_refused(run: CliRunner) -> None:
    assert run.invoke(fsp, ["deploy", "mark", "v" * 200]).exit_code != 0
