"""The project of a request, derived from its arguments."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db


def project_of(arguments: Mapping[str, Any]) -> int | None:
    """Return the id of the project that `project` (a slug) or `item_id` names; None if there is none."""
    slug, item_id = arguments.get("project"), arguments.get("item_id")
    if isinstance(slug, str) and slug:
        return db.session.scalar(select(Project.id).where(Project.slug == slug))
    if isinstance(item_id, int):
        return db.session.scalar(select(Item.project_id).where(Item.id == item_id))
    return None


def project_named(arguments: Mapping[str, Any]) -> str:
    """Return the slug of the project that the arguments name, even if it was deleted; empty if there is none."""
    slug = arguments.get("project")
    return slug if isinstance(slug, str) else ""
