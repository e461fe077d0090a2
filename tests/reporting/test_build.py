"""Reports: what is told, and that both files are whole and harmless."""

import csv
import io
from datetime import UTC, datetime

import pytest
import redis
from flask import Flask

from fsp import paths
from fsp.content.revisions import add_current_revision
from fsp.errors import PermanentFailure
from fsp.models.artifact import Artifact
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.publishing.publish_item import publish_item
from fsp.reporting.build import build_report
from fsp.reporting.gather import gather
from fsp.reporting.render import report_csv, style_hash
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def published(core: Flask, settings: Settings) -> int:
    project = Project(slug="garden", title="Garden & co")
    db.session.add(project)
    db.session.flush()
    item = Item(project_id=project.id, slug="beans", title="=SUM(1) <b>", tags=[], state=ItemState.SCHEDULED)
    db.session.add(item)
    db.session.add(Item(project_id=project.id, slug="soup", title="Soup", tags=[]))
    db.session.flush()
    add_current_revision(item, "Text.", RevisionOrigin.PERSON)
    db.session.commit()
    publish_item(item.id, settings=settings, now=NOW)
    return project.id


@pytest.mark.parametrize("slug", ["garden", None])
def test_a_report_counts_items_and_publications(published: int, redis_client: redis.Redis, slug: str | None) -> None:
    report = gather(slug, connection=redis_client, now=NOW)

    assert report.states == {"draft": 1, "scheduled": 0, "published": 1, "failed": 0}
    assert sum(count for _, count in report.weeks) == 1


def test_a_cell_is_never_a_formula(published: int, redis_client: redis.Redis) -> None:
    text = report_csv(gather("garden", connection=redis_client, now=NOW)).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["'=SUM(1) <b>", "Soup"]


def test_a_job_run_twice_leaves_one_file_of_each(published: int, redis_client: redis.Redis, settings: Settings) -> None:
    def build() -> list[Artifact]:
        return build_report("garden", connection=redis_client, settings=settings, job_id="j", now=NOW)

    assert [created.id for created in build()] == [created.id for created in build()]
    html = (paths.artifacts_folder(settings) / "j" / "garden.html").read_text()
    assert "<svg" in html
    assert "&lt;b&gt;" in html
    assert style_hash().startswith("'sha256-")


def test_an_unknown_project_is_refused_for_good(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(PermanentFailure, match="not found"):
        gather("nowhere", connection=redis_client, now=NOW)
