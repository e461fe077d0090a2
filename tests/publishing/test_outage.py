"""A destination that is down for an hour: the others publish as before, and it gets its posts once it is back."""

from collections.abc import Callable
from datetime import timedelta

from fsp.errors import StillWanted
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.publishing.hand_out import hand_out
from fsp.publishing.hold import hold_late
from fsp.stores import db
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]
STEP = timedelta(minutes=5)
STEPS, OUTAGE = 20, range(3, 15)
LATE = timedelta(seconds=20)


def publish_through(journal: Journals, items: list[Item], places: list[Destination], down: Destination | None) -> None:
    """Let a post be due at each step, and run the jobs of all posts, as the sweep enqueues them."""
    address = journal.server.url
    for number, item in enumerate(items):
        journal.now = START + number * STEP + LATE
        if down is not None:
            down.settings = {"url": "http://127.0.0.1:9" if number in OUTAGE else address}
            db.session.commit()
        hand_out(item, journal.now)
        hold_late(journal.now)
        for place in places:
            for earlier in items[: number + 1]:
                if journal.publication(earlier, place).state == "pending":
                    _deliver(journal, earlier, place, down)


def _deliver(journal: Journals, item: Item, place: Destination, down: Destination | None) -> None:
    try:
        journal.deliver(item, place)
    except StillWanted:
        # Any other error could end in a dead letter.
        assert place is down


def delays(journal: Journals, items: list[Item], place: Destination) -> list[timedelta]:
    rows = [journal.publication(item, place) for item in items]
    return [row.live_at - row.due_at for row in rows if row.live_at and row.due_at]


def test_an_hour_of_outage_delays_nothing_elsewhere_and_loses_nothing_there(
    journal: Journals, make_item: MakeItem
) -> None:
    items = [make_item(f"post-{number}", publish_at=START + number * STEP) for number in range(STEPS)]
    up, down = journal.add(name="Up"), journal.add(name="Down", max_lateness_seconds=7200)

    publish_through(journal, items, [up, down], down)

    assert delays(journal, items, up) == [LATE] * STEPS
    assert {journal.publication(item, down).state for item in items} == {"published"}
    waited = delays(journal, items, down)
    assert [delay > LATE for delay in waited] == [number in OUTAGE for number in range(STEPS)]
    assert max(waited) == len(OUTAGE) * STEP + LATE
    assert len(journal.server.created) == 2 * STEPS
