"""The weekly look: what differs or is gone is seen, and nothing is changed by looking."""

from collections.abc import Callable

import pytest

from fsp.destinations.contract import Abilities, Markup
from fsp.handlers.look_for_drift import look_for_drift as handle
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Drift, Publication
from fsp.publishing.drift import MAX_REFUSED, DriftReport, look_for_drift, looks_per_run
from fsp.publishing.hand_out import hand_out
from fsp.stores import db
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]


@pytest.fixture
def three(journal: Journals, make_item: MakeItem) -> list[Publication]:
    """Return three published posts, an hour ago; the second is changed there, the third deleted."""
    place, rows = journal.add(), []
    for slug in ("same", "changed", "deleted"):
        item = make_item(slug, publish_at=START)
        hand_out(item, journal.now)
        journal.deliver(item, place)
        rows.append(journal.publication(item, place))
    journal.server.posts[rows[1].external_id or ""]["text"] = "By hand."
    del journal.server.posts[rows[2].external_id or ""]
    journal.wait(3601)
    return rows


def look(journal: Journals) -> DriftReport:
    return look_for_drift(journal.connection, journal.settings, lambda: journal.now)


def test_what_differs_or_is_gone_is_seen_once_a_week_and_nothing_is_changed(
    journal: Journals, three: list[Publication]
) -> None:
    count = len(journal.server.requests)

    first, second = look(journal), look(journal)
    journal.wait(8 * 86_400)
    third = look(journal)

    assert (first, second, third) == (DriftReport(3, 1, 1), DriftReport(), DriftReport(3, 1, 1))
    assert [db.session.get_one(Publication, row.id).drift for row in three] == [Drift.NONE, Drift.DIFFERS, Drift.GONE]
    assert {request.method for request in journal.server.requests[count:]} == {"GET"}


def test_one_post_that_is_refused_does_not_hold_up_the_others(journal: Journals, three: list[Publication]) -> None:
    journal.server.fail_next(403, on=f"GET /posts/{three[0].external_id}", count=2)

    first, second, third = look(journal), look(journal), look(journal)

    assert first == DriftReport(2, 1, 1, failed=1)
    assert (second, third) == (DriftReport(failed=1), DriftReport(1))


def test_a_destination_that_refuses_many_posts_is_left_for_the_next_time(
    journal: Journals, make_item: MakeItem
) -> None:
    place = journal.add()
    for number in range(MAX_REFUSED + 2):
        item = make_item(f"beans-{number}", publish_at=START)
        hand_out(item, journal.now)
        journal.deliver(item, place)
    journal.wait(3601)
    journal.server.fail_next(401, on="GET", count=MAX_REFUSED + 2)

    assert look(journal) == DriftReport(failed=1)
    assert journal.server.faults_left == 2


def test_a_destination_that_does_not_answer_is_left_for_the_next_time(
    journal: Journals, three: list[Publication]
) -> None:
    journal.server.fail_next(503, on="GET", headers={"Retry-After": "60"})

    assert look(journal) == DriftReport(failed=1)
    assert look(journal).compared == 3


def test_platforms_that_cannot_be_read_are_left_alone(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add("blind")
    hand_out(item, journal.now)
    journal.deliver(item, place)
    journal.wait(3601)

    assert look(journal) == DriftReport()


@pytest.mark.parametrize(
    ("own", "published", "looks"), [(None, None, 50), (None, (300, 10_800), 10), ((5, 3600), (300, 10_800), 1)]
)
def test_looking_uses_a_tenth_of_the_rate(
    own: tuple[int, int] | None, published: tuple[int, int] | None, looks: int
) -> None:
    units, seconds = own or (None, None)
    place = Destination(rate_units=units, rate_window_seconds=seconds)

    assert looks_per_run(place, Abilities(Markup.TEXT, rate=published)) == looks


def test_the_job_reports_what_it_saw(journal: Journals) -> None:
    assert handle() == {"compared": 0, "differ": 0, "gone": 0, "failed": 0}
