"""The list of projects with their post counts and next publication."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.stores import db, end_reading


@dataclass(frozen=True)
class ProjectLine:
    """One project in the list. `counts` maps a post state to the number of posts."""

    project: Project
    counts: dict[str, int]
    next_at: datetime | None


def read_project_lines() -> list[ProjectLine]:
    """Return every project, sorted by title."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    next_at: dict[int, datetime] = {}
    rows = db.session.execute(
        select(Item.project_id, Item.state, func.count(), func.min(Item.publish_at))
        .where(Item.deleted_at.is_(None))
        .group_by(Item.project_id, Item.state)
    ).all()
    for project_id, state, count, earliest in rows:
        counts[project_id][state] = count
        if state == ItemState.SCHEDULED and earliest:
            next_at[project_id] = earliest
    projects = db.session.scalars(select(Project).order_by(Project.title)).all()
    end_reading()
    return [ProjectLine(project, counts[project.id], next_at.get(project.id)) for project in projects]
