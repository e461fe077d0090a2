"""A refresh of a page of blocks: one request, and only the blocks that changed, however much is wrong."""

import re
from datetime import datetime

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.queueing.enqueue import enqueue
from fsp.web.blocks import HEADER
from fsp.web.overview.pages import BLOCKS
from tests.web.overview.faults_made import FAULTS, make_well

POLL = {"HX-Request": "true"}
MAX_BYTES = 15_000
UNRELATED = {"redis-down", "database-slow", "clock-skew"}
"""Faults that hide what the others say."""


@pytest.fixture
def now(app: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> datetime:
    make_well(app, redis_client)
    moment = utc_now()
    # The charts move on with every minute, and a minute may end here.
    monkeypatch.setattr("fsp.web.overview.pages.utc_now", lambda: moment)
    return moment


def tags(page: str) -> dict[str, str]:
    return dict(re.findall(r'id="block-([a-z]+)"\s+class="block"\s+data-block="([0-9a-f]{16})"', page))


def shown(page: str, **changed: str) -> dict[str, str]:
    """Return the headers of a refresh by a page with these blocks."""
    return POLL | {HEADER: " ".join(f"{name}={tag}" for name, tag in (tags(page) | changed).items())}


def test_a_page_has_every_block_and_a_refresh_without_a_change_none(signed_in: FlaskClient, now: datetime) -> None:
    page = signed_in.get("/").text
    refresh = signed_in.get("/", headers=shown(page))

    assert tuple(tags(page)) == BLOCKS
    assert (refresh.status_code, refresh.data) == (204, b"")
    assert refresh.headers["FSP-Time"]


def test_a_refresh_has_the_blocks_that_changed_each_for_its_own_place(
    signed_in: FlaskClient, redis_client: redis.Redis, now: datetime
) -> None:
    page = signed_in.get("/").text
    enqueue(redis_client, "reconcile-requests", {})

    refresh = signed_in.get("/", headers=shown(page))

    changed = tags(refresh.text)
    assert refresh.status_code == 200
    assert "queues" in changed
    assert {"errors", "health"}.isdisjoint(changed)
    assert refresh.text.count('data-hx-swap-oob="outerMorph"') == len(changed)
    assert signed_in.get("/", headers=shown(page, **changed)).status_code == 204


def test_a_script_of_an_older_version_gets_all_of_them(signed_in: FlaskClient, now: datetime) -> None:
    refresh = signed_in.get("/", headers=POLL)

    assert tuple(tags(refresh.text)) == BLOCKS
    assert "swap-oob" not in refresh.text


def test_what_a_script_sends_in_error_is_no_block(signed_in: FlaskClient, now: datetime) -> None:
    refresh = signed_in.get("/", headers=POLL | {HEADER: "queues nowhere=1 =2 errors="})

    assert tuple(tags(refresh.text)) == BLOCKS


def test_even_all_blocks_with_nine_problems_are_small_when_compressed(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, now: datetime
) -> None:
    for name in FAULTS.keys() - UNRELATED:
        FAULTS[name][0](app, redis_client)

    refresh = signed_in.get("/", headers=POLL | {"Accept-Encoding": "gzip"})

    assert refresh.headers["Content-Encoding"] == "gzip"
    assert len(refresh.data) <= MAX_BYTES
