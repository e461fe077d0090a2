"""The project's built site, as soon as it shows what is published."""

from pathlib import Path

from sqlalchemy import select

from fsp import paths
from fsp.destinations.contract import Post
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.models.destination import SITE
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.settings import Settings
from fsp.stores import db

WAIT_SECONDS = 15.0
"""How long a copy waits for the build, which usually takes a second."""


def site_with(post: Post, settings: Settings) -> Path:
    """Return the folder of the built site; raise ServiceUnavailable until it shows the post's current text."""
    row = db.session.execute(
        select(Publication.state, Publication.revision_id, Item.current_revision_id)
        .join(Item, Item.id == Publication.item_id)
        .where(Publication.item_id == post.item_id, Publication.platform == SITE)
    ).first()
    db.session.commit()
    if row is None:
        raise PermanentFailure(
            "This destination copies the project's built site, and the post is not published there. "
            "Publish it on the site first, or change the destination's content to markdown."
        )
    is_current = row.state == PublicationState.PUBLISHED and row.revision_id == row.current_revision_id
    if not is_current or _has_changes(post.project_slug):
        raise _not_yet()
    return paths.inside(paths.site_folder(settings), post.project_slug)


def site_without(project_slug: str, slug: str, settings: Settings) -> Path:
    """Return the folder of the built site; raise ServiceUnavailable while it still has the page."""
    folder = paths.inside(paths.site_folder(settings), project_slug)
    if _has_changes(project_slug) or paths.inside(folder, f"{slug}/index.html").exists():
        raise _not_yet()
    return folder


def _has_changes(project_slug: str) -> bool:
    change = db.session.scalar(
        select(SiteChange.id).join(Project, Project.id == SiteChange.project_id).where(Project.slug == project_slug)
    )
    db.session.commit()
    return change is not None


def _not_yet() -> ServiceUnavailable:
    return ServiceUnavailable("The built site is not up to date yet.", retry_after_seconds=WAIT_SECONDS)
