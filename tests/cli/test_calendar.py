"""`fsp calendar`."""

from datetime import UTC, datetime

from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.stores import db


def planned() -> Item:
    project = Project(slug="garden", title="Garden", timezone="Europe/Berlin")
    db.session.add(project)
    db.session.flush()
    at = datetime(2035, 5, 1, 7, tzinfo=UTC)
    item = Item(project_id=project.id, slug="a", title="A", state=ItemState.SCHEDULED, publish_at=at)
    db.session.add(item)
    db.session.flush()
    add_current_revision(item, "Text.", origin=RevisionOrigin.PERSON, author="ada")
    db.session.commit()
    return item


def test_posts_are_listed_and_moved(run: CliRunner) -> None:
    number = str(planned().id)

    listed = run.invoke(fsp, ["calendar", "list", "--from", "2035-05-01"]).output
    moved = run.invoke(fsp, ["calendar", "move", number, "--day", "2035-05-03"]).output

    assert listed == f"{number}\t2035-05-01 09:00\tscheduled\tgarden\tA\n"
    assert moved == f"Post {number}: 2035-05-01T07:00:00Z → 2035-05-03T07:00:00Z\n"
    assert run.invoke(fsp, ["calendar", "move", number]).exit_code == 2
    assert run.invoke(fsp, ["calendar", "move", number, "--next-slot"]).exit_code == 1


def test_slots_are_set_and_the_feed_is_printed(run: CliRunner) -> None:
    planned()

    assert run.invoke(fsp, ["calendar", "slots", "garden", "--set", "Mon 9:00"]).output == "Mon 09:00\n"
    assert run.invoke(fsp, ["calendar", "slots", "garden"]).output == "Mon 09:00\n"
    assert "/calendar.ics?project=garden&key=" in run.invoke(fsp, ["calendar", "feed", "--project", "garden"]).output
    assert run.invoke(fsp, ["calendar", "feed", "--project", "none"]).exit_code == 1
