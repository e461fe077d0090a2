"""Collects facts about destinations, in one statement and one round trip to Redis."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import redis
from sqlalchemy import Row

from fsp.cache import Cache
from fsp.conditions.blockers_keyed import why_shut
from fsp.conditions.destination_rows import LATE, LIVE, read_destination_rows
from fsp.conditions.facts.destinations import DestinationFacts, WaitingPosts
from fsp.gates.keyed import KeyedGate, gate_state_read
from fsp.gates.pauses import Pause
from fsp.jobs.gate import gate_id
from fsp.models.destination import SITE, label_of
from fsp.models.publication import PublicationState
from fsp.redis_ops.reads import fetch, gathered

LASTS = timedelta(seconds=8)
"""Shorter than the shortest refresh interval. Many open pages share one read."""
MAX_DESTINATIONS = 1_000

DESTINATIONS = Cache[tuple[DestinationFacts, ...]](lasts=LASTS)


def read_destinations(connection: redis.Redis, now: datetime) -> tuple[DestinationFacts, ...]:
    """Return the destinations that publish outside, and the sites with late or recent posts; at most 8 s old."""
    return DESTINATIONS.get(lambda: _read(connection, now), now).value


def _read(connection: redis.Redis, now: datetime) -> tuple[DestinationFacts, ...]:
    rows = read_destination_rows(now)
    by_id = {number: list(group) for number, group in groupby(rows, key=lambda row: row.id)}
    shown = dict(list(by_id.items())[:MAX_DESTINATIONS])
    outside = [number for number, group in shown.items() if group[0].platform != SITE]
    gates: tuple[KeyedGate, ...] = (
        fetch(connection, gathered([gate_state_read(gate_id("destination", str(number)), now) for number in outside]))
        if outside
        else ()
    )
    by_gate = dict(zip(outside, gates, strict=True))
    return tuple(_facts(group, by_gate.get(number)) for number, group in shown.items())


def _facts(rows: list[Row[Any]], gate: KeyedGate | None) -> DestinationFacts:
    row, is_site = rows[0], rows[0].platform == SITE
    pause = Pause(row.paused_by or "somebody", row.pause_reason, row.paused_at) if row.paused_at else None
    pause = pause or (gate.pause if gate else None)
    return DestinationFacts(
        id=row.id,
        label=f"{row.slug}/{row.name}" if is_site else label_of(row.platform, row.slug, row.name),
        name=row.name,
        project_slug=row.slug,
        is_site=is_site,
        late=_waiting(part for part in rows if part.kind == LATE),
        held=_waiting(part for part in rows if part.kind == PublicationState.HELD),
        unknown=_waiting(part for part in rows if part.kind == PublicationState.UNKNOWN),
        edited=_waiting(part for part in rows if part.kind == PublicationState.EDITED),
        recent=Counter({part.bucket: part.posts for part in rows if part.kind == LIVE and part.bucket is not None}),
        alert_after_seconds=row.alert_after_seconds,
        paused_by=pause.by if pause else "",
        pause_reason=pause.reason if pause else "",
        circuit=gate.circuit if gate else "closed",
        circuit_why=gate.why if gate else "",
        opened_at=gate.opened_at if gate else None,
        open_until=gate.open_until if gate else None,
        blockers=tuple(why_shut(gate)) if gate else (),
        credentials_expire_at=row.credentials_expire_at,
    )


def _waiting(rows: Iterable[Row[Any]]) -> WaitingPosts:
    parts = list(rows)
    if not parts:
        return WaitingPosts()
    posts, first = sum(part.posts for part in parts), min(parts, key=lambda part: part.first_at)
    return WaitingPosts(posts, first.first_at, first.item_id, first.title if posts == 1 else "", first.error or "")
