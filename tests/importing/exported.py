"""Exporting a project and importing it, into itself or as a copy."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.media import read_path
from fsp.exporting.archive import make_zip
from fsp.exporting.gather import gather
from fsp.importing.import_posts import ImportReport, import_posts
from fsp.models.item import Item, Revision
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.settings import Settings
from fsp.stores import db

PER_COPY = frozenset({"id", "project_id", "current_revision_id", "created_at", "updated_at", "imported", "source_path"})


def export(project_slug: str, folder: Path, settings: Settings) -> Path:
    """Write the project's zip; return its path."""
    file = folder / f"{project_slug}-{utc_now():%H%M%S%f}.zip"
    file.write_bytes(make_zip(gather(project_slug), lambda sha256: read_path(settings, sha256).read_bytes()))
    return file


def copy(project_slug: str, title: str, folder: Path, settings: Settings) -> ImportReport:
    """Export a project and import it under another title, or its own."""
    report = import_posts(export(project_slug, folder, settings), title, settings=settings)
    db.session.expire_all()
    return report


def everything(title: str, *, without: frozenset[str] = PER_COPY) -> dict[str, dict[str, Any]]:
    """Return every value of every item of a project by slug, with its texts and redirects."""
    db.session.expire_all()
    items = db.session.scalars(select(Item).join(Project).where(Project.title == title, Item.deleted_at.is_(None)))
    return {item.slug: _values(item, without) for item in items}


def images(title: str) -> dict[str, str]:
    """Return the images of a project: path → SHA-256."""
    return dict(db.session.execute(select(Media.path, Media.sha256).join(Project).where(Project.title == title)).all())


def _values(item: Item, without: frozenset[str]) -> dict[str, Any]:
    columns = {column.key: getattr(item, column.key) for column in Item.__table__.columns if column.key not in without}
    texts = db.session.scalars(select(Revision).where(Revision.item_id == item.id).order_by(Revision.number)).all()
    columns["texts"] = [
        (text.number, text.body, text.origin, text.author, text.id == item.current_revision_id, text.fields)
        for text in texts
    ]
    redirects = select(Redirect.path).where(Redirect.item_id == item.id).order_by(Redirect.path)
    return columns | {"redirects": list(db.session.scalars(redirects))}
