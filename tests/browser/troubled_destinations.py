"""Destinations with every problem that people are asked about, and an installation that may be a copy."""

from datetime import datetime, timedelta
from typing import Any

import redis

from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.gates.controls import set_rate
from fsp.gates.rates import RateOverride
from fsp.installation.guard import record_beat
from fsp.jobs.gate import gate_id
from fsp.jobs.rate import Rate
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.redis_ops import gate_keys, process_keys
from fsp.settings import Settings
from fsp.stores import db
from tests.redis_fields import HashFields

TROUBLES: dict[str, dict[str, Any]] = {
    "Late": {"state": PublicationState.PENDING, "error": "The platform answered 503."},
    "Held": {"state": PublicationState.HELD, "held_because": "It was due 3 h ago, too late for Held."},
    "Unknown": {"state": PublicationState.UNKNOWN, "held_because": "An earlier attempt ended without an answer."},
    "Paused": {"state": PublicationState.PENDING},
    "Down": {"state": PublicationState.PENDING, "error": "The platform answered 502."},
    "Slow": {"state": PublicationState.PUBLISHED},
    "Expiring": {"state": PublicationState.PUBLISHED},
}
"""The name of each destination, and its publications."""


def add_troubled_destinations(connection: redis.Redis) -> None:
    """Add a destination for each problem to the garden journal, with a post there that shows it."""
    now, project = utc_now(), find_project("garden-journal")
    for number, (name, values) in enumerate(TROUBLES.items()):
        row = Destination(project_id=project.id, platform="webhook", name=name, settings={})
        db.session.add(row)
        db.session.flush()
        for post in range(6 if name == "Slow" else 1):
            item = Item(project_id=project.id, slug=f"{name.lower()}-{post}", title=f"{name} post {post + 1}", tags=[])
            item.state, item.publish_at = ItemState.PUBLISHED, now - timedelta(hours=3)
            db.session.add(item)
            db.session.flush()
            db.session.add(_publication(item, row, values, now))
        _trouble(connection, row, now - timedelta(minutes=number))
    db.session.commit()


def make_a_copy(connection: redis.Redis, settings: Settings) -> None:
    """Let Redis belong to another installation."""
    record_beat(connection, settings, utc_now())
    connection.hset(process_keys.INSTALLATION, mapping={"identity": "another", "beat": str(utc_now().timestamp())})


def _publication(item: Item, destination: Destination, values: dict[str, Any], now: datetime) -> Publication:
    row = Publication(item_id=item.id, destination_id=destination.id, platform="webhook", **values)
    row.due_at = now - timedelta(minutes=37)
    if row.state == PublicationState.PUBLISHED:
        row.live_at = row.published_at = now - timedelta(minutes=20)
        row.live_bucket = 346
        row.external_id = "1"
    if row.state == PublicationState.UNKNOWN:
        row.create_sent_at = row.due_at
    return row


def _trouble(connection: redis.Redis, row: Destination, since: datetime) -> None:
    gate = gate_id("destination", str(row.id))
    if row.name == "Paused":
        row.paused_at, row.paused_by, row.pause_reason = since, "ada", "The account is moved."
    elif row.name == "Down":
        until = int(utc_now().timestamp() * 1000) + 45_000
        opened_at = int(since.timestamp() * 1000)
        fields: HashFields = {"circuit": "open", "why": "5 in a row", "open_until": until, "opened_at": opened_at}
        connection.hset(gate_keys.gate(gate), mapping=fields)
    elif row.name == "Late":
        set_rate(connection, gate, RateOverride(Rate(1, 600), "ada", "", since))
    elif row.name == "Expiring":
        row.credentials_expire_at = utc_now() + timedelta(days=2, hours=3)
