"""`GET /api/search` returns what the search of the pages finds in the stores."""

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.queueing.enqueue import enqueue


def test_results_have_their_kind_and_their_page(program: FlaskClient, redis_client: redis.Redis, garden: Item) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="export-1")

    job = program.get("/api/search?q=export-1").json
    post = program.get("/api/search?q=beans").json

    assert job == {
        "query": "export-1",
        "results": [
            {
                "kind": "job",
                "id": "export-1",
                "title": "export-1",
                "detail": "queued · export-data",
                "url": "/jobs/export-1",
            }
        ],
    }
    assert [(result["kind"], result["id"]) for result in post["results"]] == [("post", str(garden.id))]  # type: ignore[index]


@pytest.mark.parametrize("query", ["", "?q=", f"?q={'x' * 201}"])
def test_a_query_is_needed(program: FlaskClient, query: str) -> None:
    assert program.get(f"/api/search{query}").status_code == 422


def test_nobody_without_a_token_searches(app: Flask) -> None:
    assert app.test_client().get("/api/search?q=beans").status_code == 401
