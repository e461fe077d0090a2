"""Posts at the servers of six platforms, with faults and crashes: each once, edits everywhere, removals everywhere."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from fsp.content.revisions import add_current_revision
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.models.destination import Destination
from fsp.models.item import Item, RevisionOrigin
from fsp.models.publication import Publication, PublicationState
from fsp.publishing import bring, carry_out
from fsp.publishing.hand_out import hand_out, want_everywhere
from fsp.publishing.take_down import delete_item, unpublish_item
from fsp.stores import db
from testbed.places import Place, places
from testbed.platforms.faults import Fault, fault
from testbed.platforms.messages import Request
from tests.publishing.journal import START, Journals

SEED, POSTS = 7, 4
SHARE, CRASHES = 0.15, 0.15
KINDS: tuple[int | str, ...] = ("cut-after", "cut-before", 503, 500, 429)
MakeItem = Callable[..., Item]


class Crashed(BaseException):
    """Ends an attempt as a killed process does: nothing is recorded any more."""


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    """Return the application core on an empty database of each kind."""
    return core_on_both


@pytest.fixture
def all_places(journal: Journals) -> Iterator[list[tuple[Place, Destination]]]:
    with places() as running:
        yield [(place, place.add_to(journal.project, journal.settings, max_lateness_seconds=None)) for place in running]


@pytest.fixture
def chance(all_places: list[tuple[Place, Destination]], monkeypatch: pytest.MonkeyPatch) -> random.Random:
    """Let servers fail and attempts crash, from the seed."""
    chance = random.Random(SEED)

    def choose(_: Request) -> Fault | None:
        return fault(chance.choice(KINDS)) if chance.random() < SHARE else None

    for place, _ in all_places:
        place.server.choose_fault = choose
    for module, name in ((bring, "record_there"), (carry_out, "record_published"), (carry_out, "record_removed")):
        monkeypatch.setattr(module, name, _crashing(getattr(module, name), chance))
    return chance


def _crashing(record: Callable[..., Any], chance: random.Random) -> Callable[..., Any]:
    def record_or_crash(*args: Any, **kwargs: Any) -> Any:
        if chance.random() < CRASHES:
            raise Crashed
        return record(*args, **kwargs)

    return record_or_crash


def bring_to_end(journal: Journals, rows: list[tuple[Item, Destination]], final: PublicationState) -> None:
    """Run the jobs until all publications are in a state, as retries do."""
    open_rows = rows
    for _ in range(40):
        for item, destination in open_rows:
            try:
                journal.deliver(item, destination)
            except (ServiceUnavailable, PermanentFailure, Crashed):
                db.session.rollback()
        open_rows = [row for row in open_rows if journal.publication(*row).state != final]
        if not open_rows:
            return
        journal.wait(121)
    raise AssertionError([(row[1].platform, journal.publication(*row).error) for row in open_rows])


def shown(place: Place, item: Item) -> list[str]:
    return [text for text in place.shown() if f"token{item.id}x" in text]


def test_posts_edits_and_removals_reach_six_platforms_once_in_spite_of_faults_and_crashes(
    journal: Journals, make_item: MakeItem, all_places: list[tuple[Place, Destination]], chance: random.Random
) -> None:
    items = [make_item(f"post-{number}", publish_at=START) for number in range(POSTS)]
    for item in items:
        item.title = f"Post token{item.id}x first"
        db.session.commit()
        hand_out(item, journal.now)
    rows = [(item, destination) for item in items for _, destination in all_places]

    bring_to_end(journal, rows, PublicationState.PUBLISHED)
    assert [len(shown(place, item)) for item in items for place, _ in all_places] == [1] * len(rows)

    for item in items:
        item.title = f"Post token{item.id}x second"
        add_current_revision(item, "An edit.", RevisionOrigin.PERSON)
        db.session.commit()
        want_everywhere(item, journal.now)
    bring_to_end(journal, rows, PublicationState.PUBLISHED)
    texts = [shown(place, item) for item in items for place, _ in all_places]
    assert [(len(post_texts), "second" in post_texts[0]) for post_texts in texts] == [(1, True)] * len(rows)
    created = {place.platform: Counter(place.server.created).values() for place, _ in all_places}
    assert {name: sum(counts) for name, counts in created.items() if name != "s3"} == dict.fromkeys(
        ("wordpress", "ghost", "mastodon", "bluesky", "webhook"), POSTS
    )

    for number, item in enumerate(items):
        (unpublish_item if number % 2 else delete_item)(item)
    bring_to_end(journal, rows, PublicationState.UNPUBLISHED)
    assert [place.shown() for place, _ in all_places] == [[]] * len(all_places)
    assert not db.session.query(Publication).filter_by(state=PublicationState.UNKNOWN).count()
