"""Finds a project or a post by its public name."""

from sqlalchemy import select

from fsp.errors import NotFound
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db


def find_project(slug: str) -> Project:
    """Return the project with this slug; raise NotFound if it does not exist."""
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise NotFound(f'Project "{slug}" not found.')
    return project


def find_item(item_id: int) -> Item:
    """Return the post with this id; raise NotFound if it does not exist."""
    item = db.session.get(Item, item_id)
    if item is None:
        raise NotFound(f"Post {item_id} not found. It may have been deleted.")
    return item
