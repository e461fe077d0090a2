"""Publishing to six destinations while workers are killed, Redis is emptied and servers fail: each post exactly once.

A naive publisher, which creates and repeats after any error, gets the same faults: it doubles posts, so the harness
can see it.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import func, select

from bench.chaos.extent import extent
from bench.chaos.stage import Row, Stage, wait_until
from fsp.clock import utc_now
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.revisions import add_current_revision
from fsp.destinations.api_client import ApiClient
from fsp.errors import FspError
from fsp.handlers.due_publication_sweep import sweep_due_publications
from fsp.models.destination import SITE, Destination
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.publication import Publication, PublicationState
from fsp.security.guarded_http import GuardedClient
from fsp.stores import db
from testbed.platforms.faults import Fault, fault
from testbed.platforms.journal import JournalServer
from testbed.platforms.messages import Request

ITEMS = int(os.environ.get("ITEMS", extent(20, 500)))
KILLS = int(os.environ.get("KILLS", extent(6, 60)))
FLUSHES = 2
PLACES = ("journal",) * 5 + ("blind",)
WORKERS, THREADS = 3, 2
SETTLE_SECONDS = 420
FAULTS: tuple[tuple[int | str, float], ...] = (
    ("cut-after", 0.04),
    ("cut-before", 0.03),
    (503, 0.02),
    (500, 0.01),
    (429, 0.01),
)
DONE = (PublicationState.PUBLISHED, PublicationState.UNKNOWN)


def publish_under_kills(stage: Stage) -> Row:
    """Publish to six destinations; count what is missing, doubled or was sent again blindly."""
    with _servers(stage.seed) as servers:
        began = time.monotonic()
        _fill(servers)
        _run(stage)
        expected = ITEMS * len(PLACES)
        seconds = wait_until(lambda: _sweep() and _count(DONE) == expected, SETTLE_SECONDS)
        tally = [_tally(server) for server in servers]
        missing = expected - _count(DONE)
        doubled, blind = sum(each.doubled for each in tally), sum(each.blind_retries for each in tally)
        false = sum(_not_there(index, server) for index, server in enumerate(servers, start=1))
        asked = _count((PublicationState.UNKNOWN,))
        p95 = _p95()
    naive = _naive(stage.seed)
    measured = (
        f"{missing} missing, {doubled} doubled, {blind} blind retries, {false} published but not there, "
        f"{asked} asked of a person; p95 {p95:.0f} s from due to live; settled {seconds:.0f} s after the last kill, "
        f"{time.monotonic() - began:.0f} s in all; the naive publisher doubled {naive}"
    )
    is_met = missing == doubled == blind == false == 0 and naive > 0
    what = f"{ITEMS} posts x {len(PLACES)} destinations, {KILLS} kills, {FLUSHES} times an empty Redis, 11 % faults"
    return Row(what, measured, "0, 0, 0, 0; naive > 0", is_met)


@contextmanager
def _servers(seed: int) -> Iterator[list[JournalServer]]:
    with ExitStack() as stack:
        servers = [stack.enter_context(JournalServer().running()) for _ in PLACES]
        for number, server in enumerate(servers):
            server.choose_fault = _faults(random.Random(seed * 100 + number))
        yield servers


def _faults(chance: random.Random) -> Callable[[Request], Fault | None]:
    def choose(_: Request) -> Fault | None:
        drawn, upper = chance.random(), 0.0
        for kind, probability in FAULTS:
            upper += probability
            if drawn < upper:
                headers = {"Retry-After": "1"} if kind == HTTPStatus.TOO_MANY_REQUESTS else {}
                return fault(kind) if isinstance(kind, str) else fault(kind, headers=headers)
        return None

    return choose


def _fill(servers: list[JournalServer]) -> None:
    project = create_project(ProjectText("Chaos"))
    for number, (platform, server) in enumerate(zip(PLACES, servers, strict=True), start=1):
        db.session.add(
            Destination(
                project_id=project.id,
                platform=platform,
                name=f"Place {number}",
                settings={"url": server.url},
                created_at=utc_now() - timedelta(days=1),
            )
        )
    for number in range(ITEMS):
        item = Item(project_id=project.id, slug=f"post-{number}", title=f"Post {number}", publish_at=utc_now())
        item.state = ItemState.SCHEDULED
        db.session.add(item)
        db.session.flush()
        add_current_revision(item, f"Text {number}.", RevisionOrigin.PERSON)
    db.session.commit()


def _run(stage: Stage) -> None:
    """Kill workers along the way, by the progress; empty Redis twice."""
    stage.start(WORKERS, threads=THREADS, FSP_DESTINATIONS_ALLOW_INTERNAL="true")
    expected = ITEMS * len(PLACES)
    flushes = {KILLS // 3, 2 * KILLS // 3}
    for number in range(KILLS):
        due = number * expected / (KILLS + 1)
        wait_until(lambda due=due: _sweep() and _count(DONE) >= due, 15)  # type: ignore[misc]
        time.sleep(stage.chance.uniform(0, 0.2))
        if number in flushes:
            stage.connection.flushdb()
        stage.kill_one(lambda: stage.worker(threads=THREADS, FSP_DESTINATIONS_ALLOW_INTERNAL="true"))


_last_sweep = [0.0]


def _sweep() -> bool:
    """Do what the schedule does each minute, here every two seconds."""
    if time.monotonic() - _last_sweep[0] > 2:
        _last_sweep[0] = time.monotonic()
        sweep_due_publications()
    time.sleep(0.1)
    return True


def _count(states: tuple[PublicationState, ...]) -> int:
    count = db.session.scalar(select(func.count()).where(Publication.platform != SITE, Publication.state.in_(states)))
    db.session.commit()
    return count or 0


@dataclass(frozen=True)
class _Tally:
    doubled: int
    blind_retries: int


def _tally(server: JournalServer) -> _Tally:
    """Count doubled posts; and creates of a post after one that may have been carried out, without a look between."""
    doubled = sum(count - 1 for count in Counter(server.keys).values())
    uncertain: set[str] = set()
    blind = 0
    for request, status in server.log:
        if request.method == "GET" and status == HTTPStatus.OK:
            uncertain.discard(request.first("key"))
        elif request.method == "POST":
            key = request.json["key"]
            blind += key in uncertain
            if status != HTTPStatus.TOO_MANY_REQUESTS:
                uncertain.add(key)
    return _Tally(doubled, blind)


def _not_there(number: int, server: JournalServer) -> int:
    """Count the posts that FSP calls published and the server does not have."""
    place = db.session.scalars(select(Destination.id).where(Destination.name == f"Place {number}")).one()
    ids = db.session.scalars(
        select(Publication.external_id).where(
            Publication.destination_id == place, Publication.state == PublicationState.PUBLISHED
        )
    ).all()
    db.session.commit()
    return len(set(ids) - set(server.posts)) + len(ids) - len(set(ids))


def _p95() -> float:
    rows = db.session.execute(
        select(Publication.due_at, Publication.live_at).where(
            Publication.platform != SITE, Publication.live_at.is_not(None)
        )
    ).all()
    db.session.commit()
    seconds = sorted((row.live_at - row.due_at).total_seconds() for row in rows)
    return seconds[int(len(seconds) * 0.95)] if seconds else 0.0


def _naive(seed: int) -> int:
    """Create each post and repeat after any error, five times at the most; return how many posts were doubled."""
    with _servers(seed) as servers:
        threads = [threading.Thread(target=_send_naively, args=(server,)) for server in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(_tally(server).doubled for server in servers)


def _send_naively(server: JournalServer) -> None:
    client = ApiClient(GuardedClient(allow_internal=True), server.url)
    for number in range(ITEMS):
        for _ in range(5):
            with suppress(FspError):
                client.call("POST", "/posts", creates=True, fields={"key": f"k{number}", "title": "t", "text": "x"})
                break
