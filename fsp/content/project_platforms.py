"""The platforms where projects publish, read from their destinations."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from fsp.models.destination import Destination
from fsp.stores import db


def platforms_by_project(project_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the platforms of each project, in the order in which they were added, each once."""
    rows = db.session.execute(
        select(Destination.project_id, Destination.platform)
        .where(Destination.project_id.in_(project_ids), Destination.removed_at.is_(None))
        .order_by(Destination.id)
    )
    platforms: dict[int, dict[str, None]] = defaultdict(dict)
    for project_id, platform in rows:
        platforms[project_id][platform] = None
    return {project_id: list(platforms[project_id]) for project_id in project_ids}


def platforms_of(project_id: int) -> list[str]:
    """Return the platforms of one project."""
    return platforms_by_project([project_id])[project_id]
