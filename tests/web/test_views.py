"""Panels: what they read, whatever is missing."""

from datetime import UTC, datetime

import pytest
import redis
from flask import Flask

from fsp.content.editing import ItemText, create_item
from fsp.content.lookup import find_item, find_project
from fsp.content.project_settings import ProjectText, create_project
from fsp.errors import NotFound
from fsp.models.item import ItemState
from fsp.queueing.request import request_job
from fsp.stores import db
from fsp.web.items.views import read_item
from fsp.web.jobs.job_view import read_job_page
from fsp.web.projects.views import read_project, read_projects

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_projects_are_counted_by_state(core: Flask) -> None:
    garden, _ = create_project(ProjectText("Garden")), create_project(ProjectText("Attic"))
    for title in ("A", "B"):
        create_item(garden, ItemText(title=title))
    item = create_item(garden, ItemText(title="C"))
    item.state, item.publish_at = ItemState.SCHEDULED, NOW
    db.session.commit()

    attic, garden_line = read_projects(NOW).lines

    assert (attic.counts, attic.next_at) == ({}, None)
    assert (garden_line.counts, garden_line.next_at) == ({"draft": 2, "scheduled": 1}, NOW)


def test_a_project_shows_what_was_asked_of_it(core: Flask) -> None:
    project = create_project(ProjectText("Garden"))
    request = request_job("export-data", {"project": "garden"}, project_id=project.id)
    request_job("generate-report", {})

    assert [result.job_id for result in read_project("garden", NOW).requests] == [request.job_id]


def test_an_item_shows_only_the_drafts_asked_for_it(core: Flask) -> None:
    project = create_project(ProjectText("Garden"))
    items, two = (create_item(project, ItemText(title=title, body=title)) for title in ("One", "Two"))
    for item in (items, two):
        request_job("content-generation", {"item_id": item.id}, project_id=project.id)

    view = read_item(items.id, NOW)

    assert [request.arguments["item_id"] for request in view.requests] == [items.id]
    assert (view.body, view.has_unpublished_changes) == ("One", False)


def test_what_is_not_there_is_said(core: Flask, redis_client: redis.Redis) -> None:
    for find in (lambda: find_item(9), lambda: find_project("x"), lambda: read_job_page(redis_client, "x", NOW)):
        with pytest.raises(NotFound):
            find()
