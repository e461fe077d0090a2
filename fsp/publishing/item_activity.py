"""The activity of a post: its events and revisions in order, as sentences."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.content.wording import in_zone
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.models.item_event import EventKind, ItemEvent
from fsp.stores import db

MAX_LINES = 100

_WORDS = {
    EventKind.CREATED: "created the post",
    EventKind.IMPORTED: "imported the post",
    EventKind.REVIEW_ASKED: "asked for a review",
    EventKind.REVIEW_WITHDRAWN: "withdrew the request for a review",
    EventKind.APPROVED: "approved",
    EventKind.CHANGES_REQUESTED: "requested changes",
    EventKind.COMMENTED: "commented",
    EventKind.SCHEDULED: "scheduled it for {to}",
    EventKind.RESCHEDULED: "moved it from {before} to {to}",
    EventKind.UNSCHEDULED: "unscheduled it",
    EventKind.PUBLISH_REQUESTED: "published it now",
    EventKind.PUBLISHED: "published to {place}",
    EventKind.UPDATED: "updated at {place}",
    EventKind.REMOVED: "removed from {place}",
    EventKind.FAILED: "publishing failed",
    EventKind.UNPUBLISHED: "unpublished it",
    EventKind.REPUBLISHED: "published it again, as it was",
    EventKind.ARCHIVED: "archived it",
    EventKind.UNARCHIVED: "returned it from the archive",
    EventKind.DELETED: "deleted it",
    EventKind.RESTORED: "restored it",
    EventKind.REVISION_USED: "made revision {revision} current",
    EventKind.URL_CHANGED: "changed its URL from {before} to {to}",
    EventKind.LINK_SHARED: "shared a preview link",
    EventKind.LINK_REVOKED: "revoked a preview link",
}
_ORIGINS = {
    RevisionOrigin.PERSON: "wrote revision {number}",
    RevisionOrigin.IMPORT: "imported revision {number}",
    RevisionOrigin.GENERATED: "generated revision {number}",
}


@dataclass(frozen=True)
class ActivityLine:
    """One thing that happened. `kind` is the event, or "revision"; `text` what a person wrote, or the error."""

    at: datetime
    kind: str
    by: str
    words: str
    text: str = ""
    via: str = ""
    job_id: str = ""
    revision: int | None = None


def activity_of(item: Item, *, zone: str) -> list[ActivityLine]:
    """Return the last 100 things that happened to a post, newest first. Times in the words are in `zone`."""
    events = db.session.scalars(
        select(ItemEvent).where(ItemEvent.item_id == item.id).order_by(ItemEvent.id.desc()).limit(MAX_LINES)
    ).all()
    revisions = db.session.execute(
        select(Revision.number, Revision.created_at, Revision.origin, Revision.author, Revision.job_id)
        .where(Revision.item_id == item.id)
        .order_by(Revision.number.desc())
        .limit(MAX_LINES)
    ).all()
    lines = [_event_line(event, zone) for event in events]
    lines += [
        ActivityLine(
            at,
            "revision",
            author,
            _ORIGINS.get(RevisionOrigin(origin), "added revision {number}").format(number=number),
            job_id=job_id or "",
            revision=number,
        )
        for number, at, origin, author, job_id in revisions
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MAX_LINES]


def _event_line(event: ItemEvent, zone: str) -> ActivityLine:
    kind = EventKind(event.kind) if event.kind in set(EventKind) else None
    facts = {name: _shown(name, value, zone) for name, value in event.data.items()}
    revision = event.data.get("revision")
    text = str(event.data.get("text") or event.data.get("error") or "")
    facts_with_defaults = {"to": "", "before": "", "revision": "", **facts, "place": event.place or "its destination"}
    words = _WORDS[kind].format_map(facts_with_defaults) if kind else event.kind
    if kind in {EventKind.APPROVED, EventKind.CHANGES_REQUESTED, EventKind.REVIEW_ASKED} and revision:
        words += f" (revision {revision})"
    if kind is EventKind.REVIEW_ASKED and event.data.get("of"):
        words += f" of {', '.join(map(str, event.data['of']))}"
    if kind is EventKind.FAILED and event.place:
        words += f" at {event.place}"
    return ActivityLine(
        event.at,
        event.kind,
        event.by,
        words,
        text=text,
        via=event.via,
        job_id=event.job_id,
        revision=revision if isinstance(revision, int) else None,
    )


def _shown(name: str, value: object, zone: str) -> str:
    """Return a fact for a sentence: a time in the zone, anything else as it is."""
    try:
        moment = datetime.fromisoformat(str(value)) if name in {"to", "before"} else None
    except ValueError:
        moment = None
    return f"{in_zone(moment, zone)} {zone}" if moment and moment.tzinfo else str(value)
