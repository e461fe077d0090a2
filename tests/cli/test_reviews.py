"""`fsp items review` and the commands around it."""

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.stores import db


@pytest.fixture
def item(run: CliRunner) -> str:
    db.session.add(project := Project(slug="garden", title="Garden"))
    db.session.flush()
    db.session.add(created := Item(project_id=project.id, slug="beans", title="Beans"))
    db.session.flush()
    add_current_revision(created, "Text.", RevisionOrigin.IMPORT)
    db.session.commit()
    return str(created.id)


def test_a_post_is_reviewed_and_its_activity_listed(run: CliRunner, item: str) -> None:
    commands = (
        ["projects", "review", "garden", "--approvals", "1", "--role", "admin"],
        ["items", "schedule", item, "2035-05-01T09:30"],
        ["items", "review", item, "--note", "Please."],
        ["items", "waiting"],
        ["items", "comment", item, "Nice."],
        ["items", "request-changes", item, "Shorter."],
        ["items", "review", item],
        ["items", "review", item, "--withdraw"],
        ["items", "approve", item, "--revision", "2"],
        ["items", "approve", item, "--revision", "1"],
        ["items", "schedule", item, "2035-05-01T09:30"],
    )

    codes = [run.invoke(fsp, command).exit_code for command in commands]
    activity = run.invoke(fsp, ["items", "activity", item]).output
    rules = run.invoke(fsp, ["projects", "review", "garden", "--anyone", "--own"]).output

    assert codes == [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert "scheduled it for 2035-05-01 09:30 UTC" in activity
    assert "requested changes (revision 1)\tShorter." in activity
    assert rules == "Posts of garden need 1 approvals. Reviewers: every admin.\n"


def test_two_revisions_are_compared(run: CliRunner, item: str) -> None:
    run.invoke(fsp, ["items", "edit", item, "--title", "Peas", "--file", "-"], input="Text that grew.")

    output = run.invoke(fsp, ["items", "diff", item, "1", "2"]).output

    assert output.splitlines()[0] == "Title: [-Beans-] {+Peas+}"
    assert "{+" in output.splitlines()[1]


def test_a_preview_is_shared_and_the_link_revoked(run: CliRunner, item: str) -> None:
    url = run.invoke(fsp, ["items", "share", item, "--label", "Eve"]).output
    listed = run.invoke(fsp, ["items", "shares", item]).output
    codes = [run.invoke(fsp, ["items", "unshare", item, listed.split("\t")[0]]).exit_code for _ in range(2)]

    assert "/shared/" in url
    assert listed.endswith("current text\tEve\n")
    assert codes == [0, 1]
