"""Builds pending changes, shared between jobs: a job that finds a running builder leaves its change to it."""

import time

from sqlalchemy import select

from fsp.models.project import Project
from fsp.publishing.site.build import build_in_turn
from fsp.publishing.site.read import has_changes
from fsp.publishing.site.turn import turn_if_free
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from fsp.stores import current_redis, db

PAUSE_BUILDS, MAX_PAUSE_SECONDS = 3, 2
MAX_SECONDS = 20
"""After this time a builder leaves later changes to a separate job."""


def build_pending(project_id: int, *, settings: Settings) -> int:
    """Build until nothing is pending or another builder has the turn; return how many files were written.

    A job that finds the turn taken may leave, because the builder checks for changes again after it releases the turn.
    """
    written, began_at = 0, time.monotonic()
    while has_changes(project_id):
        if time.monotonic() - began_at > MAX_SECONDS:
            _hand_on(project_id)
            break
        with turn_if_free(settings, project_id) as is_ours:
            if not is_ours:
                break
            build_began_at = time.monotonic()
            written += build_in_turn(project_id, settings=settings)
        if has_changes(project_id):
            # Many posts are being published. A pause of several builds lets the next one include more of them.
            time.sleep(min(PAUSE_BUILDS * (time.monotonic() - build_began_at), MAX_PAUSE_SECONDS))
    return written


def build_project(slug: str, *, settings: Settings) -> int:
    """Build pending changes of the project with this slug, if it exists; return how many files were written."""
    project_id = db.session.scalar(select(Project.id).where(Project.slug == slug))
    db.session.commit()
    return build_pending(project_id, settings=settings) if project_id is not None else 0


def _hand_on(project_id: int) -> None:
    project = db.session.get_one(Project, project_id)
    db.session.commit()
    job_id = f"project-scheduled-publish-{project_id}"
    enqueue(current_redis(), "project-scheduled-publish", {"project": project.slug}, job_id=job_id)
