"""A search finds jobs by id, and posts, projects and job types by words."""

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.queueing.enqueue import enqueue
from fsp.search.find import MAX_RESULTS, find
from fsp.search.result import ResultKind, SearchResult
from fsp.stores import db
from tests.away import redis_away


@pytest.fixture
def beans(core: Flask) -> list[Item]:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    items = [Item(project_id=project.id, slug=f"beans-{number}", title=f"Beans {number}") for number in range(7)]
    db.session.add_all(items)
    db.session.commit()
    return items


def test_a_job_is_found_by_its_id(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="export-1")

    (result,) = find(redis_client, "export-1", utc_now())

    assert result == SearchResult(ResultKind.JOB, "export-1", "export-1", "queued · export-data")
    assert result.url == "/jobs/export-1"


def test_posts_and_projects_are_found_by_words(redis_client: redis.Redis, beans: list[Item]) -> None:
    posts = find(redis_client, "BEANS", utc_now())
    (project,) = find(redis_client, "gard", utc_now())

    assert [post.kind for post in posts] == [ResultKind.POST] * MAX_RESULTS
    assert (posts[0].title, posts[0].detail, posts[0].url) == ("Beans 6", "draft · Garden", f"/items/{beans[6].id}")
    assert (project.kind, project.id, project.url) == (ResultKind.PROJECT, "garden", "/projects/garden")


def test_job_types_are_found_by_all_words(core: Flask, redis_client: redis.Redis) -> None:
    (result,) = find(redis_client, "data export", utc_now())

    assert (result.kind, result.id, result.url) == (ResultKind.JOB_TYPE, "export-data", "/job-types/export-data")
    assert find(redis_client, "no such thing at all", utc_now()) == []


@pytest.mark.parametrize("query", ["", "   "])
def test_without_words_nothing_is_found(core: Flask, redis_client: redis.Redis, query: str) -> None:
    assert find(redis_client, query, utc_now()) == []


def test_while_redis_is_down_the_database_is_searched(beans: list[Item]) -> None:
    results = find(redis_away(), "beans", utc_now())

    assert [result.kind for result in results] == [ResultKind.POST] * MAX_RESULTS
