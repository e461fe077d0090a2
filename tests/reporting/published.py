"""A project with posts, destinations, publications and failures for reports."""

from datetime import UTC, datetime, timedelta

from fsp.content.revisions import add_current_revision
from fsp.jobs.fingerprint import fingerprint
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.reporting.period import Period, PeriodName
from fsp.stores import db

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
LAST_30 = Period(PeriodName.DAYS_30, NOW.date() - timedelta(days=29), NOW.date(), "UTC")


def add_project(slug: str = "garden", title: str = "Garden & <co>") -> Project:
    """Add a project with its site and a Mastodon account."""
    project = Project(slug=slug, title=title)
    db.session.add(project)
    db.session.flush()
    db.session.add(Destination(project_id=project.id, platform="mastodon", name="Social"))
    db.session.commit()
    return project


def destinations_of(project: Project) -> dict[str, Destination]:
    """Return the destinations of a project by name."""
    rows = db.session.query(Destination).filter_by(project_id=project.id)
    return {row.name: row for row in rows}


def add_item(
    project: Project, slug: str, *, title: str = "", state: str = ItemState.PUBLISHED, at: datetime | None = None
) -> Item:
    """Add a post with a text."""
    item = Item(project_id=project.id, slug=slug, title=title or slug.title(), tags=[], state=state, publish_at=at)
    db.session.add(item)
    db.session.flush()
    add_current_revision(item, "Text.", RevisionOrigin.PERSON)
    db.session.commit()
    return item


def publish(item: Item, place: Destination, due_at: datetime, *, late: float = 0, state: str = "published") -> None:
    """Record that a post became public some seconds after it was due."""
    live_at = due_at + timedelta(seconds=late) if state == PublicationState.PUBLISHED else None
    db.session.add(
        Publication(
            item_id=item.id,
            destination_id=place.id,
            platform=place.platform,
            state=state,
            url=f"https://garden.example/{item.slug}/" if live_at else None,
            due_at=due_at,
            live_at=live_at,
            published_at=live_at,
            held_because="It is 3 h late." if state == PublicationState.HELD else "",
            updated_at=live_at or due_at,
        )
    )
    db.session.commit()


def fail(item: Item, place: Destination, at: datetime, error: str = "The server said no.") -> None:
    """Record a dead letter of a publication."""
    db.session.add(
        DeadLetterQueue(
            job_id=f"job-{item.id}-{at:%Y%m%d%H%M%S%f}",
            job_type="item-scheduled-publish",
            queue="high",
            arguments={"item_id": item.id, "destination_id": place.id},
            reason="spent",
            error_class="ServiceUnavailable",
            error_message=error,
            fingerprint=fingerprint("ServiceUnavailable", error),
            state=DeadLetterState.DEAD,
            buried_at=at,
        )
    )
    db.session.commit()
