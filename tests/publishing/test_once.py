"""Exactly once under seeded faults: cuts, errors and crashes of attempts, for posts, edits and removals."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.revisions import add_current_revision
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.gates.gate import read_gates
from fsp.gates.keyed import read_keyed_gate
from fsp.installation.guard import adopt
from fsp.jobs.gate import gate_id
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.destination import AfterLate, Destination
from fsp.models.item import Item, RevisionOrigin
from fsp.models.publication import Publication
from fsp.publishing import bring, carry_out
from fsp.publishing.drift import look_for_drift
from fsp.publishing.hand_out import hand_out, want_everywhere
from fsp.publishing.outstanding import enqueue_wanted
from fsp.publishing.take_down import delete_item, unpublish_item
from fsp.stores import db
from fsp.worker.worker import FspWorker
from testbed.platforms.faults import Fault, fault
from testbed.platforms.messages import Request
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]
SEED = 20_261_130
KINDS: tuple[str | int, ...] = ("cut-before", "cut-after", 503, 500)
FINAL = {"published", "unpublished", "unknown", "held"}


class Crashed(BaseException):
    """Ends an attempt as a killed process does: nothing is recorded any more."""


def bring_to_end(journal: Journals, item: Item, place: Destination) -> str:
    """Run the job until nothing is left to do, as retries do."""
    for _ in range(30):
        try:
            state = journal.deliver(item, place).state
            if state in FINAL:
                return state
        except (ServiceUnavailable, PermanentFailure, Crashed):
            db.session.rollback()
        journal.wait(31)
    return journal.publication(item, place).state


def faults(share: float, *, methods: str = "POST PUT DELETE GET") -> Callable[[Request], Fault | None]:
    """Return a choice of faults from the seed."""
    chance = random.Random(SEED)

    def choose(request: Request) -> Fault | None:
        if request.method not in methods or chance.random() > share:
            return None
        return fault(chance.choice(KINDS))

    return choose


def published(journal: Journals, make_item: MakeItem, count: int, *places: Destination) -> list[Item]:
    items = [make_item(f"post-{number}", publish_at=START) for number in range(count)]
    for item in items:
        hand_out(item, journal.now)
        for place in places:
            bring_to_end(journal, item, place)
    return items


def test_a_cut_connection_never_doubles_a_post(journal: Journals, make_item: MakeItem) -> None:
    place = journal.add(max_lateness_seconds=None)
    journal.server.choose_fault = faults(0.4)

    items = published(journal, make_item, 20, place)

    assert {journal.publication(item, place).state for item in items} == {"published"}
    assert set(Counter(journal.server.keys).values()) == {1}
    assert len(journal.server.posts) == 20


def test_a_platform_that_cannot_look_is_never_sent_a_post_twice(journal: Journals, make_item: MakeItem) -> None:
    place = journal.add("blind", max_lateness_seconds=None)
    journal.server.choose_fault = faults(0.4)

    items = published(journal, make_item, 20, place)

    states = {journal.publication(item, place).state for item in items}
    assert states == {"published", "unknown"}
    assert set(Counter(request.json["key"] for request in journal.server.sent("POST")).values()) == {1}


@pytest.mark.parametrize("where", ["bring", "carry_out"])
def test_a_process_that_is_killed_after_a_create_never_doubles_a_post(
    journal: Journals, make_item: MakeItem, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    place, chance = journal.add(max_lateness_seconds=None), random.Random(SEED)
    module = {"bring": bring, "carry_out": carry_out}[where]
    name = {"bring": "record_there", "carry_out": "record_published"}[where]
    record = getattr(module, name)

    def record_or_crash(*args: Any, **kwargs: Any) -> None:
        if chance.random() < 0.5:
            raise Crashed
        record(*args, **kwargs)

    monkeypatch.setattr(module, name, record_or_crash)
    if where == "bring":
        # Redis does not keep the result of the step either.
        monkeypatch.setattr(bring, "run_step", _forgetful(chance))

    items = published(journal, make_item, 10, place)

    assert {journal.publication(item, place).state for item in items} == {"published"}
    assert set(Counter(journal.server.keys).values()) == {1}


def _forgetful(chance: random.Random) -> Callable[..., Any]:
    def run_step(_: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if chance.random() < 0.5:
            raise Crashed
        return result

    return run_step


def test_edits_reach_every_place_without_a_second_post(journal: Journals, make_item: MakeItem) -> None:
    places = [journal.add(name=name, max_lateness_seconds=None) for name in ("One", "Two")]
    items = published(journal, make_item, 5, *places)
    journal.server.choose_fault = faults(0.3)

    for number in range(4):
        for item in items:
            add_current_revision(item, f"Text {number}.", RevisionOrigin.PERSON)
            db.session.commit()
            want_everywhere(item, journal.now)
            for place in places:
                bring_to_end(journal, item, place)

    assert {post["text"] for post in journal.server.posts.values()} == {"Text 3."}
    assert len(journal.server.created) == 10


def test_unpublishing_and_deleting_reach_every_place(journal: Journals, make_item: MakeItem) -> None:
    places = [journal.add(name=name, max_lateness_seconds=None) for name in ("One", "Two")]
    items = published(journal, make_item, 6, *places)
    journal.server.choose_fault = faults(0.3)

    for number, item in enumerate(items):
        (unpublish_item if number % 2 else delete_item)(item)
        for place in places:
            bring_to_end(journal, item, place)

    assert journal.server.posts == {}
    assert {row.state for row in db.session.scalars(select(Publication).where(Publication.platform == "journal"))} == {
        "unpublished"
    }


def test_a_place_that_is_down_stops_its_own_posts_only(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsp.handlers.item_scheduled_publish.current_settings", lambda: journal.settings)
    down, up = journal.add(name="Down"), journal.add(name="Up")
    down.settings = {"url": "http://127.0.0.1:9"}
    db.session.commit()
    now = utc_now()
    items = [make_item(f"post-{number}", publish_at=now) for number in range(6)]
    for item in items:
        hand_out(item, now)
    enqueue_wanted(redis_client, now)

    FspWorker(["high"], connection=redis_client, settings=journal.settings).work(burst=True)
    db.session.expire_all()

    gates = [read_keyed_gate(redis_client, gate_id("destination", str(row.id)), utc_now()) for row in (down, up)]
    of_type = next(gate for gate in read_gates(redis_client, utc_now()) if gate.job_type == "item-scheduled-publish")
    assert [gate.circuit for gate in gates] == ["open", "closed"]
    assert of_type.circuit == "closed"
    assert {journal.publication(item, up).state for item in items} == {"published"}
    assert {journal.publication(item, down).state for item in items} == {"pending"}
    assert db.session.scalars(select(DeadLetterQueue)).all() == []


def test_after_three_hours_each_post_follows_its_policy(journal: Journals, make_item: MakeItem) -> None:
    chance, expected = random.Random(SEED), {}
    item = make_item("beans", publish_at=START)
    for number in range(40):
        lateness = chance.choice([None, 0, 3600, 3 * 3600, 86_400])
        after = chance.choice([AfterLate.HOLD, AfterLate.SEND])
        place = journal.add(name=f"Place {number}", max_lateness_seconds=lateness, after_late=after)
        is_late = lateness is not None and lateness < 3 * 3600
        expected[place.id] = "held" if is_late and after == AfterLate.HOLD else "published"
    journal.wait(3 * 3600)

    hand_out(item, journal.now)
    states = {place.id: journal.deliver(item, place).state for place in journal.destinations.values()}

    assert states == expected
    assert len(journal.server.created) == list(expected.values()).count("published")


def test_a_copy_sends_nothing_until_it_is_adopted(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis, tmp_path: Path
) -> None:
    place = journal.add(max_lateness_seconds=None)
    published(journal, make_item, 1, place)
    shutil.copytree(journal.settings.data_dir, tmp_path / "copy")
    journal.settings = journal.settings.model_copy(update={"data_dir": tmp_path / "copy"})
    item, count = make_item("beans", publish_at=START), len(journal.server.requests)
    hand_out(item, journal.now)
    journal.wait(7200)

    held = journal.deliver(item, place)
    look_for_drift(redis_client, journal.settings, lambda: journal.now)
    requests = len(journal.server.requests) - count
    adopt(redis_client, journal.settings, journal.now, by="ada")

    assert held.held_back.startswith("The data folder is a copy of another one.")
    assert requests == 0
    assert journal.deliver(item, place).state == "published"
