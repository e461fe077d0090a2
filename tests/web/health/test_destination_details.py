"""`/api/health/platforms` by destination."""

from datetime import timedelta
from typing import Any

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.jobs.gate import gate_id
from fsp.metrics.platform_calls import note_call
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Publication, PublicationState
from fsp.redis_ops import gate_keys
from fsp.stores import db
from tests.redis_fields import HashFields


def test_each_destination_shows_its_failures_times_circuit_and_lateness(
    program: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    now = utc_now()
    down, quiet = (
        Destination(project_id=garden.project_id, platform="webhook", name=name, settings={})
        for name in ("Down", "Quiet")
    )
    db.session.add_all([down, quiet])
    db.session.flush()
    late = Publication(item_id=garden.id, destination_id=down.id, platform="webhook", state=PublicationState.PENDING)
    late.due_at = now - timedelta(minutes=10)
    garden.state = "published"
    db.session.add(late)
    db.session.commit()
    fields: HashFields = {"circuit": "open", "why": "3 failures in a row", "open_until": 9_000_000_000_000}
    redis_client.hset(gate_keys.gate(gate_id("destination", str(down.id))), mapping=fields)
    for outcome in ("succeeded", "failed", "failed"):
        note_call(redis_client, "garden/Down", outcome=outcome, seconds=0.5, now=now)

    answer: Any = program.get("/api/health/platforms").json

    (part,) = answer["components"]
    shown, other = part["details"]["garden/Down"], part["details"]["garden/Quiet"]
    assert (shown["n"], shown["failed"], shown["failureRatio"]) == (3, 2, 0.6667)
    assert [shown[f"responseTimeP{number}Milliseconds"] for number in (50, 95, 99)] == [500.0] * 3
    assert (shown["circuit"], shown["circuitReason"]) == ("open", "3 failures in a row")
    assert shown["nextTryAt"].startswith("2255-")
    assert (shown["latePosts"], shown["oldestLateSeconds"] >= 600) == (1, True)
    assert (other["n"], other["circuit"], other["latePosts"], other["isPaused"]) == (0, "closed", 0, False)
