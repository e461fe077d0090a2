"""`fsp items`: scheduled, taken off, published, drafted."""

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.content.revisions import add_current_revision
from fsp.core import current_settings
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.publishing.publish_item import publish_item
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs


@pytest.fixture
def item(run: CliRunner) -> str:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    created = Item(project_id=project.id, slug="beans", title="Beans", brief="When to sow.")
    db.session.add(created)
    db.session.flush()
    add_current_revision(created, "Text.", RevisionOrigin.IMPORT)
    db.session.commit()
    return str(created.id)


def test_one_is_scheduled_taken_off_published_and_drafted(run: CliRunner, item: str, redis_client: redis.Redis) -> None:
    codes = [
        run.invoke(fsp, ["items", *command]).exit_code
        for command in (
            ["schedule", item, "2035-05-01T09:30"],
            ["unschedule", item],
            ["unschedule", item],
            ["publish", item],
            ["draft", item],
            ["draft", "99"],
        )
    ]

    assert codes == [0, 0, 1, 0, 0, 1]
    assert {job.job_type for job in waiting_jobs(redis_client)} == {"item-scheduled-publish", "content-generation"}


def publish(item_id: int) -> None:
    db.session.get_one(Item, item_id).state = ItemState.SCHEDULED
    db.session.commit()
    publish_item(item_id, settings=current_settings(), now=utc_now())


def test_one_is_taken_down_put_back_deleted_restored_and_moved(
    run: CliRunner, item: str, redis_client: redis.Redis
) -> None:
    publish(int(item))
    commands = (
        ["unpublish", item],
        ["unpublish", item],
        ["republish", item],
        ["delete", item],
        ["delete", item],
        ["restore", item],
        ["slug", item, "peas"],
        ["slug", item, "tags"],
    )

    codes = [run.invoke(fsp, ["items", *command]).exit_code for command in commands]

    assert codes == [0, 1, 0, 0, 1, 0, 0, 1]
    assert {job.job_type for job in waiting_jobs(redis_client)} == {"project-scheduled-publish"}
