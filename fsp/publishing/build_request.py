"""Asking for a build of a site; should its job be lost, the sweep finds the change within a minute."""

import redis

from fsp.extensions import db
from fsp.models.project import Project
from fsp.queueing.enqueue import enqueue


def request_build(connection: redis.Redis, project_id: int) -> None:
    """Enqueue the job that builds what waits for a project's site; one that waits or runs is enough."""
    project = db.session.get_one(Project, project_id)
    db.session.commit()
    job_id = f"project-scheduled-publish-{project_id}"
    enqueue(connection, "project-scheduled-publish", {"project": project.slug}, job_id=job_id)
