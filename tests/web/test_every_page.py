"""Every page and every answer of the API, visited in any order in one application."""

import random
import re
from collections.abc import Callable

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.queueing.enqueue import enqueue
from fsp.web.navigation import NAVIGATION
from tests.dead_letters.burying import buried
from tests.web.access.routes import path_of
from tests.web.overview.faults_made import make_well

POLL = {"HX-Request": "true"}
PAGES_WITH_TARGETS = ("/performance",)
SEED = 20_261_130
Visit = tuple[str, bool]
"""A path, and whether only its panel is asked for."""


def every_visit(app: Flask) -> list[Visit]:
    """Return each route that only reads, and each page of the navigation as a poll too."""
    paths = sorted({path_of(app, rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())})
    polls = [(entry.path, True) for entries in NAVIGATION.values() for entry in entries]
    return [(path, False) for path in paths] + polls


def shuffled(visits: list[Visit]) -> list[Visit]:
    return random.Random(SEED).sample(visits, len(visits))


@pytest.mark.parametrize("ordered", [list, lambda visits: visits[::-1], shuffled], ids=["a-z", "z-a", "random"])
def test_no_page_breaks_another_in_whatever_order_they_are_visited_twice(
    app: Flask,
    signed_in: FlaskClient,
    redis_client: redis.Redis,
    garden: Item,
    ordered: Callable[[list[Visit]], list[Visit]],
) -> None:
    make_well(app, redis_client)
    buried("dead")
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="x")
    visits = ordered(every_visit(app))

    first, second = ({visit: _answer(signed_in, visit) for visit in visits} for _ in range(2))

    assert {visit: status for visit, (status, _) in first.items() if status >= 500} == {}
    assert {visit: status for visit, (status, _) in first.items()} == {
        visit: status for visit, (status, _) in second.items()
    }
    for answers in (first, second):
        pages = {entry.path for entries in NAVIGATION.values() for entry in entries}
        assert {answers[path, is_poll][0] for path in pages for is_poll in (False, True)} == {200}
        targets = {_targets_met(answers[path, is_poll][1]) for path in PAGES_WITH_TARGETS for is_poll in (False, True)}
        assert len(targets) == 1
        assert all(targets)


def _answer(client: FlaskClient, visit: Visit) -> tuple[int, str]:
    path, is_poll = visit
    with client.get(path, headers=POLL if is_poll else {}) as answer:
        return answer.status_code, answer.get_data(as_text=True) if path in PAGES_WITH_TARGETS else ""


def _targets_met(page: str) -> str:
    return "".join(re.findall(r"\d+ of \d+ met", page))
