"""Renders a shared preview. Only the images of the shown post can be loaded through the link."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from fsp.content.media import read_path
from fsp.errors import NotFound
from fsp.models.media import Media
from fsp.publishing.post_preview import PostPreview, PreviewPlaces, preview_post, previewed_images
from fsp.publishing.share_links import SharedPost
from fsp.publishing.site.address import site_root
from fsp.settings import Settings
from fsp.stores import db


def shared_preview(post: SharedPost, base: str, *, now: datetime, settings: Settings) -> PostPreview:
    """Return the preview. Links to other posts lead nowhere: their pages are not shared."""
    places = PreviewPlaces(images=f"{base}/images", site=site_root(settings, post.project.slug))
    return preview_post(post.project, post.form, places, now=now, source_path=post.item.source_path or "")


def shared_image(post: SharedPost, path: str, settings: Settings) -> tuple[Path, str]:
    """Return the file and the type of an image that the shown post uses; raise NotFound for any other."""
    media = db.session.scalar(select(Media).where(Media.project_id == post.project.id, Media.path == path))
    if media is None or path not in previewed_images(post.project, post.form, source_path=post.item.source_path or ""):
        raise NotFound("This preview has no such image.")
    return read_path(settings, media.sha256), media.media_type
