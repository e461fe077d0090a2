"""One of six destinations is down for a while: the others publish as before, and it gets its posts afterwards: P5."""

import time
from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bench.chaos.extent import extent
from bench.chaos.publish_work import Work, add_posts, open_publications
from bench.chaos.stage import START_SECONDS, Row, Stage, wait_until
from bench.figures import percentile
from fsp.clock import utc_now
from fsp.gates.gate import read_gates
from fsp.gates.keyed import read_keyed_gate
from fsp.jobs.gate import gate_id
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.destination import SITE
from fsp.models.item import Item
from fsp.models.publication import Publication
from fsp.stores import db
from testbed.places import places
from testbed.platforms.faults import fault

DOWN = "wordpress"
EVERY_SECONDS = 3
BEFORE, OUTAGE = timedelta(seconds=extent(45, 120)), timedelta(seconds=extent(120, 600))
POSTS = int((2 * BEFORE + OUTAGE).total_seconds() / EVERY_SECONDS)
SETTLE_SECONDS = 300
NOISE_SECONDS = 2.0
"""What a busy machine adds to a delay now and then."""


def outage(stage: Stage) -> Row:
    """Let a post be due every few seconds while one destination answers 503 for a while."""
    opened: set[str] = set()
    with places() as running:
        work = Work(stage, add_posts(running, POSTS), running)
        stage.start(2, threads=3, FSP_DESTINATIONS_ALLOW_INTERNAL="true")
        wait_until(lambda: stage.connection.scard("rq:workers") >= 2, START_SECONDS)
        began = utc_now() + timedelta(seconds=5)
        _plan(work, began)
        down = next(place for place in running if place.platform == DOWN)
        _until(work, began + BEFORE, opened)
        down.server.choose_fault = lambda _: fault(503)
        _until(work, began + BEFORE + OUTAGE, opened)
        down.server.choose_fault = lambda _: None
        _until(work, began + 2 * BEFORE + OUTAGE, opened)
        settled = wait_until(lambda: work.sweep() and not open_publications(work), SETTLE_SECONDS)
        left = open_publications(work)
    usual, during = _delays(began)
    letters = db.session.query(DeadLetterQueue).count()
    measured = (
        f"the others' p95 {usual:.1f} s, during it {during:.1f} s; circuits opened: "
        f"{', '.join(sorted(opened))}; {letters} dead letters; {left} not sent {settled:.0f} s later"
    )
    is_met = during <= max(1.1 * usual, usual + NOISE_SECONDS) and opened == {DOWN} and not letters + left
    what = f"{DOWN} down for {OUTAGE.seconds} s, {POSTS} posts at {len(running)} platforms"
    return Row(what, measured, f"1.1 x; {DOWN}; 0; 0", is_met)


def _plan(work: Work, began: datetime) -> None:
    for number, item_id in work.items.items():
        due_at = began + number * timedelta(seconds=EVERY_SECONDS)
        db.session.execute(update(Item).where(Item.id == item_id).values(publish_at=due_at))
    db.session.commit()


def _until(work: Work, end: datetime, opened: set[str]) -> None:
    """Sweep until then, and note the circuits that are open."""
    while utc_now() < end:
        work.sweep()
        _note_circuits(work, opened)
        time.sleep(0.5)


def _note_circuits(work: Work, opened: set[str]) -> None:
    connection, now = work.stage.connection, utc_now()
    ids = db.session.execute(
        select(Publication.destination_id, Publication.platform).where(Publication.platform != SITE).distinct()
    ).all()
    db.session.commit()
    for destination_id, platform in ids:
        if read_keyed_gate(connection, gate_id("destination", str(destination_id)), now).circuit != "closed":
            opened.add(platform)
    gates = {gate.job_type: gate for gate in read_gates(connection, now)}
    if gates["item-scheduled-publish"].circuit != "closed":
        opened.add("the type")


def _delays(began: datetime) -> tuple[float, float]:
    """Return the P95 from due to live of the other destinations: outside the outage, and during it."""
    rows = db.session.execute(
        select(Publication.due_at, Publication.live_at).where(
            Publication.platform.not_in([SITE, DOWN]), Publication.live_at.is_not(None)
        )
    ).all()
    db.session.commit()
    seconds: dict[bool, list[float]] = defaultdict(list)
    for due_at, live_at in rows:
        if due_at and live_at:
            is_during = began + BEFORE <= due_at < began + BEFORE + OUTAGE
            seconds[is_during].append((live_at - due_at).total_seconds())
    return percentile(seconds[False], 0.95), percentile(seconds[True], 0.95)
