"""Publishes, updates or removes a post at a destination, and records the result."""

from fsp.content.item_history import add_event
from fsp.destinations.contract import Post
from fsp.errors import RemoteGone
from fsp.models.item_event import EventKind
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.bring import Brought, bring, remove
from fsp.publishing.edit_there import REPLACED
from fsp.publishing.mark_published import mark_published
from fsp.publishing.record import Content, record_end, record_published, record_removed, removals_of
from fsp.publishing.sender import Sender


def carry_out(sender: Sender, publication: Publication, post: Post, content: Content) -> None:
    """Publish or update the post; raise LookAgain, NeedsPerson, or what the platform raises."""
    try:
        brought = bring(sender, publication, post, content)
    except RemoteGone as error:
        if not publication.external_id:
            raise
        # Somebody deleted it there. FSP does not create it again unless a person says so.
        record_end(publication.id, PublicationState.PUBLISHED, sender.clock(), error=str(error), drift=Drift.GONE)
        return
    _record(sender, publication, brought, content)


def carry_out_removal(sender: Sender, publication: Publication, post: Post) -> None:
    """Remove the post; raise LookAgain, NeedsPerson, or what the platform raises."""
    now = sender.clock()
    brought = remove(sender, publication, post)
    if brought.cannot:
        note = f"{sender.platform.title} cannot remove a post. Delete it there."
        record_end(publication.id, PublicationState.PUBLISHED, now, error=note)
        return
    add_event(publication.item_id, EventKind.REMOVED, place=publication.place)
    record_removed(publication.id, removals_of(publication) + 1, now)


def _record(sender: Sender, publication: Publication, brought: Brought, content: Content) -> None:
    now = sender.clock()
    if brought.cannot:
        note = f"{sender.platform.title} cannot change a post. It still shows the earlier text."
        record_end(publication.id, PublicationState.PUBLISHED, now, error=note)
        return
    if brought.sent is not None:
        kind = EventKind.UPDATED if publication.external_id and publication.published_at else EventKind.PUBLISHED
        add_event(publication.item_id, kind, place=publication.place, text=REPLACED if brought.replaced_edit else None)
    record_published(publication.id, brought.sent, content, now)
    mark_published(publication.item_id, content.revision_id, now)
