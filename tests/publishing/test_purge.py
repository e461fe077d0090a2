"""What was deleted long ago is removed for good."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import redis
from sqlalchemy import func, select

from fsp import paths
from fsp.content.prompt_store import save_prompt
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.publishing.build_request import request_build
from fsp.publishing.publish_item import publish_item
from fsp.publishing.purge import KEPT, purge
from fsp.settings import Settings
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


def test_only_what_was_deleted_long_ago_is_removed(make_item: MakeItem, settings: Settings) -> None:
    old, recent = make_item("old"), make_item("recent")
    publish_item(old.id, settings=settings, now=NOW)
    old.deleted_at, recent.deleted_at = NOW - KEPT - timedelta(seconds=1), NOW - KEPT
    db.session.commit()

    assert purge(NOW, settings=settings) == 1
    assert db.session.scalars(select(Item.slug)).all() == ["recent"]
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 1


def test_a_project_goes_with_everything_in_it(make_item: MakeItem, project: Project, settings: Settings) -> None:
    publish_item(make_item("beans").id, settings=settings, now=NOW)
    save_prompt(project.slug, "draft", "Write.", by="ada", settings=settings)
    save_prompt("other", "draft", "Write.", by="ada", settings=settings)
    project.deleted_at = NOW - KEPT - timedelta(days=1)
    db.session.commit()

    assert purge(NOW, settings=settings) == 1
    assert db.session.scalar(select(func.count()).select_from(Item)) == 0
    assert [folder.name for folder in paths.prompts_folder(settings).iterdir()] == ["other"]


def test_a_build_that_is_asked_for_twice_is_one_job(project: Project, redis_client: redis.Redis) -> None:
    for _ in range(2):
        request_build(redis_client, project.id)

    assert [job.job_type for job in waiting_jobs(redis_client)] == ["project-scheduled-publish"]
