"""Detects unpublished changes of a post: its text, or any other field that its publication froze."""

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.frozen import content_hash, freeze, published_at_of
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.used_images import used_images


def is_out_of_date(publication: Publication, item: Item, body: str, project: Project) -> bool:
    """Return whether publishing the post now would change its publication."""
    if publication.state != PublicationState.PUBLISHED or publication.revision_id is None:
        return False
    if publication.revision_id != item.current_revision_id:
        return True
    frozen = publication.frozen
    if frozen is None:
        # Published by a version of FSP that froze nothing: its page shows the current post.
        return False
    came_at = publication.published_at or moment_from_text(frozen.get("published_at"))
    now = freeze(
        item,
        published_at=published_at_of(item, came_at),
        images=used_images(item, body, project),
        tag_slugs={},
    )
    return content_hash(now, body) != content_hash(frozen, body)
