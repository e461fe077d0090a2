"""Results of a search: of every kind, by what a person may do, from few questions to the stores."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import event

from fsp.clock import utc_now
from fsp.gates.controls import pause_queue
from fsp.gates.pauses import Pause
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.queueing.enqueue import enqueue
from fsp.search.find import MAX_RESULTS
from fsp.stores import db
from fsp.web.search.results import find_groups
from tests.away import redis_away


def titles(app: Flask, connection: redis.Redis, query: str, role: Role = Role.ADMIN) -> dict[str, list[str]]:
    with app.test_request_context():
        groups = find_groups(connection, query, role, utc_now())
    return {group.name: [hit.title for hit in group.hits] for group in groups}


def test_a_job_is_found_by_its_id_and_a_post_by_words_of_its_title(
    app: Flask, redis_client: redis.Redis, garden: Item
) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="export-1")

    assert titles(app, redis_client, "export-1")["Jobs"] == ["export-1"]
    assert titles(app, redis_client, "bea")["Posts"] == [garden.title]
    assert titles(app, redis_client, "garden")["Projects"] == ["Garden <b>"]


def test_pages_job_types_and_actions_are_found_by_all_words(app: Flask, redis_client: redis.Redis) -> None:
    results = titles(app, redis_client, "export")
    assert results["Job types"] == ["export-data"]
    assert "Pause job type export-data" in results["Actions"]
    assert "Pause queue low" in titles(app, redis_client, "pause low")["Actions"]
    assert titles(app, redis_client, "pause queue low")["Actions"] == ["Pause queue low"]
    assert titles(app, redis_client, "slack")["Pages"] == ["Alert channels"]
    assert titles(app, redis_client, "no such thing at all") == {}


def test_what_is_paused_can_be_resumed(app: Flask, redis_client: redis.Redis) -> None:
    pause_queue(redis_client, "low", Pause("ada", "disk", utc_now() - timedelta(minutes=1)))

    assert titles(app, redis_client, "queue low")["Actions"] == ["Resume queue low"]


@pytest.mark.parametrize(
    ("role", "actions"),
    [(Role.VIEWER, set()), (Role.OPERATOR, {"New project"}), (Role.ADMIN, {"New project", "Create an API token"})],
)
def test_only_what_the_role_allows_is_offered(
    app: Flask, redis_client: redis.Redis, role: Role, actions: set[str]
) -> None:
    offered = {
        title
        for query in ("new project", "create", "pause low")
        for title in titles(app, redis_client, query, role).get("Actions", [])
    }

    assert offered & {"New project", "Create an API token"} == actions
    assert ("Pause queue low" in offered) is role.covers(Role.OPERATOR)
    assert ("Pages" in titles(app, redis_client, "accounts and", role)) is (role is Role.ADMIN)


def test_without_a_query_every_page_is_listed(app: Flask, redis_client: redis.Redis) -> None:
    results = titles(app, redis_client, "")

    assert len(results["Pages"]) > MAX_RESULTS
    assert set(results) == {"Pages", "Actions"}


def test_a_search_asks_few_questions_and_has_few_results_of_a_kind(
    app: Flask, redis_client: redis.Redis, garden: Item
) -> None:
    for number in range(20):
        db.session.add(Item(project_id=garden.project_id, slug=f"beans-{number}", title=f"Beans {number}"))
    db.session.commit()
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    results = titles(app, redis_client, "beans")

    assert len(results["Posts"]) == MAX_RESULTS
    assert len(statements) <= 4


def test_pages_are_found_while_redis_is_down(app: Flask) -> None:
    results = titles(app, redis_away(), "alerts")

    assert "Alerts" in results["Pages"]
    assert "Pause queue low" not in results["Actions"]
