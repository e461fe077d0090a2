"""Changes what a site shows and requests its build.

If the build is lost, the sweep requests it again within a minute.
"""

from collections.abc import Callable
from typing import TypeVar

import redis

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.outstanding import enqueue_wanted
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import db

Subject = TypeVar("Subject", Item, Project)


def change_site(connection: redis.Redis, subject: Subject, change: Callable[[Subject], object]) -> None:
    """Change a post or a project, and request the build and the jobs that show the change at its destinations."""
    change(subject)
    request_build(connection, subject.project_id if isinstance(subject, Item) else subject.id)
    is_affected = Publication.item_id == subject.id if isinstance(subject, Item) else Item.project_id == subject.id
    enqueue_wanted(connection, best_now(connection), is_affected)


def request_build(connection: redis.Redis, project_id: int) -> None:
    """Enqueue the job that builds the pending changes of a project's site. One waiting or running job is enough."""
    project = db.session.get_one(Project, project_id)
    db.session.commit()
    job_id = f"project-scheduled-publish-{project_id}"
    enqueue(connection, "project-scheduled-publish", {"project": project.slug}, job_id=job_id)
