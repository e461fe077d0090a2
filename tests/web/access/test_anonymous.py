"""A flood of failed sign-ins leaves a few lines in the audit log, which say how many there were."""

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.audit_entry import AuditEntry
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings
from fsp.stores import db
from fsp.web.access.anonymous import MAX_SINGLE, MAX_SINGLE_OF_ALL, is_written
from tests.web.forms import SAME_ORIGIN, csrf_of


def entries() -> list[AuditEntry]:
    """Return the lines so far."""
    rows = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    db.session.commit()
    return rows


@pytest.mark.parametrize("is_redis_up", [True, False])
def test_wrong_links_are_folded(app: Flask, client: FlaskClient, *, is_redis_up: bool) -> None:
    if not is_redis_up:
        app.extensions["fsp_redis"] = connect_redis_briefly(
            Settings(redis_url="redis://127.0.0.1:1"), patience_seconds=1
        )
    form = {"csrf_token": csrf_of(client, "/login")}

    for _ in range(45):
        assert client.post("/login/link/none", data=form, headers=SAME_ORIGIN).status_code == 401

    written = entries()
    assert [entry.count for entry in written] == [None] * MAX_SINGLE + [10, 20, 40]
    assert "failed sign-in 40 from this address" in written[-1].detail


def test_many_addresses_are_folded_too(app: Flask, client: FlaskClient, redis_client: redis.Redis) -> None:
    form = {"csrf_token": csrf_of(client, "/login"), "name": "ada", "password": "wrong"}

    for number in range(MAX_SINGLE_OF_ALL + 20):
        place = {"REMOTE_ADDR": f"203.0.113.{number}"}
        client.post("/login/link/none", data=form, headers=SAME_ORIGIN, environ_base=place)

    assert len(entries()) == MAX_SINGLE_OF_ALL


def test_lines_become_rarer() -> None:
    assert [number for number in range(1, 200) if is_written(number, 5)] == [1, 2, 3, 4, 5, 10, 20, 40, 80, 160]
