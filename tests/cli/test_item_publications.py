"""`fsp items publications`, the decisions, and short texts."""

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Publication
from fsp.stores import db
from tests.destinations.notes import install_notes


@pytest.fixture
def item(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> Item:
    install_notes(monkeypatch)
    item = create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", body="Sow them."))
    add = ["destinations", "add", "garden", "notes", "--set", "url=https://x.example", "--credentials", "-"]
    assert run.invoke(fsp, add, input="token=hunter2-hunter2").exit_code == 0
    return item


def publication(item: Item, state: str) -> Publication:
    destination = db.session.query(Destination).filter_by(platform="notes").one()
    row = Publication(item_id=item.id, destination_id=destination.id, platform="notes", state=state)
    db.session.add(row)
    db.session.commit()
    return row


@pytest.mark.parametrize(
    ("state", "command", "after"),
    [
        ("held", ["send-now"], "pending"),
        ("held", ["skip"], "unpublished"),
        ("unknown", ["send-again"], "pending"),
        ("unknown", ["confirm"], "removing"),
        ("edited", ["overwrite"], "pending"),
        ("edited", ["keep-theirs"], "published"),
    ],
)
def test_a_person_decides(run: CliRunner, item: Item, state: str, command: list[str], after: str) -> None:
    row = publication(item, state)
    listed = run.invoke(fsp, ["items", "publications", str(item.id)]).output
    address = ["https://x.example/1"] if command == ["confirm"] else []

    result = run.invoke(fsp, ["items", *command, str(item.id), "Notes", *address])

    assert f"Notes\t{state}" in listed
    assert command[0] in listed
    assert result.exit_code == 0, result.output
    db.session.refresh(row)
    # A post that is not published any more is removed where a person found it.
    assert row.state == after


def test_a_post_is_checked(run: CliRunner, item: Item) -> None:
    command = ["items", "preflight", str(item.id)]
    run.invoke(fsp, ["destinations", "pause", "garden", "Notes", "--reason", "holidays"])

    assert "Notes\tpaused\tNotes is paused: holidays\tResume the destination." in run.invoke(fsp, command).output


def test_a_short_text_is_shown_written_and_reset(run: CliRunner, item: Item) -> None:
    command = ["items", "text", str(item.id), "Notes"]

    shown = run.invoke(fsp, command).output
    written = run.invoke(fsp, [*command, "--file", "-"], input="Sow now.").output
    reset = run.invoke(fsp, [*command, "--reset"]).output

    assert shown.startswith("Beans")
    assert "Sow now.\n8 of 100 characters, written" in written
    assert reset == shown
