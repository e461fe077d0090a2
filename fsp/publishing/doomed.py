"""Scheduled posts that will not be published as they are, as their last preflight found."""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from fsp.destinations.preflight_facts import Problem
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.item_approval import is_approved
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.doomed_causes import NOT_APPROVED, Cause, Doomed, causes_of
from fsp.stores import db

NOTICE = timedelta(days=7)
"""How long before its time a post is reported."""
MAX_ROWS = 1000
MAX_CAUSES = 50
NO_CONTENT = "no-content"
"""Reported by project, with the posts that have no text."""

UNAPPROVED = Problem(
    NOT_APPROVED,
    "The current text does not have the approvals that the project requires. The post waits for them.",
    "Ask for a review on the page of the post, or ask the reviewers to approve it.",
)


def list_causes(now: datetime) -> list[Cause]:
    """Return why posts that are due within seven days will not be published as they are, each cause once."""
    return causes_of(list_doomed(now))[:MAX_CAUSES]


def list_doomed(now: datetime) -> list[Doomed]:
    """Return the posts that are due within seven days and have a problem, in order of their time.

    Posts that lack an approval are among them also after their time: they wait for it.
    """
    is_unapproved = (Project.required_approvals > 0) & ~is_approved()
    rows = db.session.execute(
        select(
            *(Item.id, Item.title, Item.publish_at, Project.slug),
            *(Destination.id, Destination.name, Publication.preflight),
            is_unapproved.label("is_unapproved"),
        )
        .join(Project, Project.id == Item.project_id)
        .outerjoin(Publication, and_(Publication.item_id == Item.id, Publication.preflight_at.is_not(None)))
        .outerjoin(Destination, and_(Destination.id == Publication.destination_id, Destination.removed_at.is_(None)))
        .where(
            Item.state == ItemState.SCHEDULED,
            Item.deleted_at.is_(None),
            Item.publish_at <= now + NOTICE,
            Project.deleted_at.is_(None),
            or_(is_unapproved, and_(Item.publish_at > now, Destination.id.is_not(None))),
        )
        .order_by(Item.publish_at, Item.id, Destination.id)
        .limit(MAX_ROWS)
    )
    doomed: dict[tuple[int, int], Doomed] = {}
    for item_id, title, due_at, slug, destination_id, name, stored, lacks_approval in rows:
        if lacks_approval:
            doomed[item_id, 0] = Doomed(item_id, title, due_at, slug, [UNAPPROVED])
        if destination_id is not None and due_at > now and (problems := _problems(stored)):
            doomed[item_id, destination_id] = Doomed(item_id, title, due_at, slug, problems, name, destination_id)
    return list(doomed.values())


def _problems(stored: list[dict[str, object]]) -> list[Problem]:
    problems = [Problem(str(row.get("code")), str(row.get("message")), str(row.get("fix"))) for row in stored]
    return [problem for problem in problems if problem.code not in (NO_CONTENT, UNAPPROVED.code)]
