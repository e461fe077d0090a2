"""What authors have to do in time: scheduled items without a text."""

from datetime import datetime

from fsp.conditions.snapshot import MissingTextFacts
from fsp.extensions import end_reading
from fsp.publishing.missing_texts import count_missing


def missing_texts(now: datetime) -> tuple[MissingTextFacts, ...]:
    """Return the projects with scheduled items without a text, due soon or overdue."""
    missing = count_missing(now)
    end_reading()
    return tuple(
        MissingTextFacts(
            project_slug=project.project_slug,
            project_title=project.project_title,
            items=project.items,
            first_at=project.first_at,
            item_id=project.item_id,
            title=project.title,
        )
        for project in missing
    )
