"""Builders that wait share one build, and hold nothing meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import redis
from sqlalchemy import select

from fsp import paths
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.site_change import SiteChange
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site import pending
from fsp.publishing.site.build import build_in_turn
from fsp.publishing.site.pending import build_pending
from fsp.publishing.site.turn import turn
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


def test_one_that_finds_the_turn_taken_leaves_its_change_to_the_builder(
    make_item: MakeItem, settings: Settings, project: Project
) -> None:
    page = paths.site_folder(settings) / "garden" / "beans" / "index.html"
    with turn(settings, project.id):
        publish_item(make_item("beans").id, settings=settings, now=NOW)
        is_early = page.exists()

    build_pending(project.id, settings=settings)

    assert not is_early
    assert page.exists()


def test_a_change_that_comes_during_a_build_is_built_after_it(
    make_item: MakeItem, settings: Settings, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [make_item("soup").id, make_item("peas").id]
    build = build_in_turn

    def build_slowly(project_id: int, *, settings: Settings) -> int:
        written = build(project_id, settings=settings)
        if others:
            publish_item(others.pop(), settings=settings, now=NOW)
        return written

    monkeypatch.setattr(pending, "build_in_turn", build_slowly)
    publish_item(make_item("beans").id, settings=settings, now=NOW)

    pages = {path.parent.name for path in (paths.site_folder(settings) / "garden").glob("*/index.html")}
    assert {"beans", "soup", "peas"} <= pages
    assert db.session.scalars(select(SiteChange)).all() == []


def test_a_builder_hands_on_what_comes_after_a_while(
    make_item: MakeItem,
    settings: Settings,
    project: Project,
    redis_client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pending, "MAX_SECONDS", -1)

    publish_item(make_item("beans").id, settings=settings, now=NOW)

    assert redis_client.exists(f"rq:job:project-scheduled-publish-{project.id}")
    assert len(db.session.scalars(select(SiteChange)).all()) == 1
