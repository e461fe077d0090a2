"""When the scheduled posts of each destination will be live, as its rate allows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, select

from fsp.destinations.pace import Pace, last_of_queue, live_times
from fsp.jobs.rate import Rate
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication
from fsp.stores import db

AHEAD = timedelta(days=8)
"""How far scheduled posts are counted."""


@dataclass(frozen=True)
class _Plan:
    due_times: list[datetime]
    live: list[datetime]
    index_by_item: dict[int, int]


@dataclass
class Forecast:
    """The plans of destinations, each read once: one run checks many posts of the same destination."""

    now: datetime
    _plans: dict[int, _Plan] = field(default_factory=dict)

    def pace(self, item_id: int, destination: Destination, rate: Rate | None) -> Pace | None:
        """Return when a post goes live; None without a rate, or for a post that is not scheduled soon."""
        if rate is None:
            return None
        if destination.id not in self._plans:
            self._plans[destination.id] = _read_plan(destination, rate, self.now)
        plan = self._plans[destination.id]
        index = plan.index_by_item.get(item_id)
        if index is None:
            return None
        last = last_of_queue(plan.due_times, plan.live, index)
        return Pace(rate, last + 1, plan.live[index], plan.live[last])


def _read_plan(destination: Destination, rate: Rate, now: datetime) -> _Plan:
    rows = db.session.execute(
        select(Item.id, Item.publish_at)
        .outerjoin(Publication, and_(Publication.item_id == Item.id, Publication.destination_id == destination.id))
        .where(
            Item.project_id == destination.project_id,
            Item.state == ItemState.SCHEDULED,
            Item.deleted_at.is_(None),
            Item.publish_at > now,
            Item.publish_at <= now + AHEAD,
            Publication.external_id.is_(None),
        )
        .order_by(Item.publish_at, Item.id)
    ).all()
    db.session.commit()
    due_times = [due_at for _, due_at in rows if due_at is not None]
    return _Plan(due_times, live_times(due_times, rate), {row.id: index for index, row in enumerate(rows)})
