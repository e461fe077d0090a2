"""The page of a post: its schedule, platforms, revisions, and draft jobs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fsp.content.lookup import find_item
from fsp.destinations.contract import Markup
from fsp.destinations.described import abilities_of
from fsp.local_time import zone_of
from fsp.models.account import Role
from fsp.models.item import Item, ItemState, Revision
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.redirect import Redirect
from fsp.planning.suggested_times import SuggestedTimes, suggest_times
from fsp.publishing.item_activity import ActivityLine, activity_of
from fsp.publishing.item_publications import ItemPublication, cannot_sentences, publications_of
from fsp.publishing.reviewers import Person
from fsp.publishing.unpublished_changes import is_out_of_date
from fsp.stores import db, end_reading
from fsp.web.reviews.views import ReviewPanel, read_review

REVISIONS_SHOWN = 20
REQUESTS_LOOKED_AT = 50
ADDRESSES_SHOWN = 20


@dataclass(frozen=True)
class ItemPage:
    """One post at one time. `requests` are the draft requests, newest first."""

    as_of: datetime
    project: Project
    item: Item
    body: str
    revisions: list[Revision]
    publications: list[Publication]
    places: list[ItemPublication]
    """The post at each destination of its project, also where it was never sent."""
    requests: list[JobRequest]

    has_unpublished_changes: bool = False
    """Whether publishing the post now would change what is published."""

    activity: tuple[ActivityLine, ...] = ()
    review: ReviewPanel | None = None
    """None for the preview, which shows nothing of it."""

    suggested: SuggestedTimes | None = None
    """Free slots, for who may act; None for the preview."""

    old_addresses: tuple[str, ...] = ()
    """Paths of the site that redirect to it."""

    @property
    def short_text_ids(self) -> set[int]:
        """Return the destinations that get a short text of the post."""
        markups = {row.destination.id: abilities_of(row.destination) for row in self.places}
        return {number for number, able in markups.items() if able and able.markup == Markup.TEXT and self.body.strip()}

    @property
    def url(self) -> str:
        """Return where readers find the post: on its site, or else at another destination; empty if it is not out."""
        live = [row for row in self.places if row.state == PublicationState.PUBLISHED and row.publication]
        live.sort(key=lambda row: row.destination.platform != "site")
        return next((row.publication.url for row in live if row.publication and row.publication.url), "")

    @property
    def destination_names(self) -> list[str]:
        """Return where it is published."""
        return [row.destination.name for row in self.places]

    @property
    def keeps_post(self) -> list[str]:
        """Return where the post stays when it is unpublished, as sentences."""
        return cannot_sentences(self.places, "remove")

    @property
    def publish_at_local(self) -> datetime | None:
        """Return its time of publication in the zone of the project."""
        at = self.item.publish_at
        return at.astimezone(zone_of(self.project.timezone)) if at else None

    @property
    def is_waiting_for_text(self) -> bool:
        """Return whether the post is scheduled and has no text to publish."""
        return self.item.state == ItemState.SCHEDULED and not self.body.strip()

    @property
    def is_out(self) -> bool:
        """Return whether it is published on any platform."""
        return self.item.deleted_at is None and any(
            publication.published_at and publication.state != PublicationState.UNPUBLISHED
            for publication in self.publications
        )


def read_item(item_id: int, now: datetime, *, person: Person | None = None, zone: str = "UTC") -> ItemPage:
    """Read one post's page: with its review and activity for the person who looks."""
    item = find_item(item_id)
    project = db.session.get_one(Project, item.project_id)
    revisions = db.session.scalars(
        select(Revision).where(Revision.item_id == item.id).order_by(Revision.number.desc()).limit(REVISIONS_SHOWN)
    ).all()
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    publications = db.session.scalars(
        select(Publication)
        .where(Publication.item_id == item.id)
        .options(joinedload(Publication.destination))
        .order_by(Publication.platform, Publication.id)
    ).all()
    requests = db.session.scalars(
        select(JobRequest)
        .where(JobRequest.project_id == project.id, JobRequest.job_type == "content-generation")
        .order_by(JobRequest.requested_at.desc())
        .limit(REQUESTS_LOOKED_AT)
    ).all()
    body = current.body if current else ""
    is_changed = any(is_out_of_date(publication, item, body, project) for publication in publications)
    old_addresses = db.session.scalars(
        select(Redirect.path).where(Redirect.item_id == item.id).order_by(Redirect.path).limit(ADDRESSES_SHOWN)
    ).all()
    places = publications_of(item)
    review = read_review(item, project, person) if person else None
    activity = tuple(activity_of(item, zone=zone)) if person else ()
    may_schedule = person is not None and person.role.covers(Role.OPERATOR)
    suggested = suggest_times(item, project, now=now) if may_schedule else None
    end_reading()
    draft_requests = [request for request in requests if request.arguments.get("item_id") == item.id]
    return ItemPage(
        now,
        project,
        item,
        body,
        list(revisions),
        list(publications),
        places,
        draft_requests[:5],
        has_unpublished_changes=is_changed,
        activity=activity,
        review=review,
        suggested=suggested,
        old_addresses=tuple(old_addresses),
    )
