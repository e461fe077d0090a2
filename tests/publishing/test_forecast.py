"""The forecast of a destination: which scheduled posts count, and when each goes live."""

from datetime import timedelta

from fsp.clock import utc_now
from fsp.jobs.rate import Rate
from fsp.models.destination import Destination
from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.forecast import Forecast
from fsp.stores import db
from tests.publishing.conftest import MakeItem

RATE = Rate(2, 600)


def test_posts_that_wait_for_the_same_rate_are_counted(project: Project, make_item: MakeItem) -> None:
    place = Destination(project_id=project.id, platform="notes", name="My notes")
    db.session.add(place)
    db.session.commit()
    now = utc_now()
    due = now + timedelta(hours=1)
    items = [make_item(f"beans-{number}", publish_at=due) for number in range(5)]
    sent = make_item("sent", publish_at=due)
    db.session.add(Publication(item_id=sent.id, destination_id=place.id, platform="notes", external_id="7"))
    db.session.commit()
    draft = make_item("draft", publish_at=due, state=ItemState.DRAFT)
    make_item("next-month", publish_at=now + timedelta(days=30))
    forecast = Forecast(now)

    paces = [forecast.pace(item.id, place, RATE) for item in items]

    late = [(pace.live_at - due).total_seconds() for pace in paces if pace]
    assert late == [0, 0, 600, 600, 1200]
    assert {pace.count for pace in paces if pace} == {1, 5}
    assert {(pace.last_live_at - due).total_seconds() for pace in paces[1:] if pace} == {1200}
    assert [forecast.pace(item.id, place, RATE) for item in (sent, draft)] == [None, None]
    assert forecast.pace(items[0].id, place, None) is None
