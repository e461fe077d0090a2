"""What is published of a post: its current text and fields, its images, and the addresses of its tags."""

from dataclasses import dataclass
from datetime import datetime

from fsp.errors import PermanentFailure
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.publishing.frozen import Frozen, FrozenImage, freeze, published_at_of
from fsp.publishing.tag_addresses import tag_addresses
from fsp.publishing.used_images import used_images
from fsp.stores import db


@dataclass(frozen=True)
class Material:
    """A post with its current text."""

    item: Item
    project: Project
    body: str
    revision_id: int
    images: dict[str, FrozenImage]
    tag_slugs: dict[str, str]

    def frozen(self, came_at: datetime) -> Frozen:
        """Return what a publication freezes, if the post was first published then."""
        published_at = published_at_of(self.item, came_at)
        return freeze(self.item, published_at=published_at, images=self.images, tag_slugs=self.tag_slugs)


def gather(item_id: int) -> Material:
    """Read a post; raise PermanentFailure if it does not exist or has no text."""
    item = db.session.get(Item, item_id, populate_existing=True)
    if item is None:
        raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
    project = db.session.get_one(Project, item.project_id)
    revision = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    if revision is None or not revision.body.strip():
        raise PermanentFailure(f'"{item.title}" has no content to publish. Write some or use a draft first.')
    images = used_images(item, revision.body, project)
    tag_slugs = tag_addresses(project, [str(tag) for tag in item.tags])
    db.session.commit()
    return Material(item, project, revision.body, revision.id, images, tag_slugs)
