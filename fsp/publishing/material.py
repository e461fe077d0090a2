"""What is published of a post: its current text and fields, its images, and the addresses of its tags."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from fsp.errors import PermanentFailure
from fsp.models.item import Item, Revision
from fsp.models.item_approval import is_approved
from fsp.models.project import Project
from fsp.publishing.frozen import Frozen, FrozenImage, freeze, published_at_of
from fsp.publishing.permission import Consent
from fsp.publishing.tag_addresses import known_tag_addresses, tag_addresses
from fsp.publishing.used_images import used_images
from fsp.stores import db, reading


@dataclass(frozen=True)
class Material:
    """A post with its current text."""

    item: Item
    project: Project
    body: str
    revision_id: int
    images: dict[str, FrozenImage]
    tag_slugs: dict[str, str]
    is_approved: bool = True
    """Whether this text has the approvals that the project requires."""

    @property
    def consent(self) -> Consent:
        """Return what decides whether the post may be published, as it was read with the text."""
        return Consent(
            self.item.state,
            self.item.publish_at,
            self.item.deleted_at,
            self.project.deleted_at,
            has_text=True,
            is_approved=self.is_approved,
        )

    def frozen(self, came_at: datetime) -> Frozen:
        """Return what a publication freezes, if the post was first published then."""
        published_at = published_at_of(self.item, came_at)
        return freeze(self.item, published_at=published_at, images=self.images, tag_slugs=self.tag_slugs)


_POST = (
    select(Item, Project, Revision, is_approved())
    .join(Project, Project.id == Item.project_id)
    .outerjoin(Revision, Revision.id == Item.current_revision_id)
    .where(Item.id == bindparam("item_id"))
    .execution_options(populate_existing=True)
)


def gather(item_id: int) -> Material:
    """Read a post; raise PermanentFailure if it does not exist or has no text. New tags get an address."""
    with reading():
        row = db.session.execute(_POST, {"item_id": item_id}).one_or_none()
        if row is None:
            raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
        item, project, revision, has_approval = row
        if revision is None or not revision.body.strip():
            raise PermanentFailure(f'"{item.title}" has no content to publish. Write some or use a draft first.')
        images = used_images(item, revision.body, project)
        tags = [str(tag) for tag in item.tags]
        tag_slugs = known_tag_addresses(project, tags)
    if tag_slugs is None:
        tag_slugs = tag_addresses(project, tags)
        db.session.commit()
    return Material(item, project, revision.body, revision.id, images, tag_slugs, has_approval)
