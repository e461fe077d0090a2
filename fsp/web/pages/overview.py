"""The overview: queues, running and ended jobs, workers, and what is to be published."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.extensions import current_redis, db, end_reading
from fsp.health.checks import check_all
from fsp.health.component import Component
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.queueing.jobs import JobReading, recent_jobs, running_jobs
from fsp.queueing.queues import QueueReading, read_queues
from fsp.queueing.workers import WorkerReading, read_workers

overview = Blueprint("overview", __name__)


@dataclass(frozen=True)
class Upcoming:
    """An item on the schedule."""

    item_id: int
    title: str
    project: str
    publish_at: datetime | None


@dataclass(frozen=True)
class Overview:
    """Everything on the first screen, as of one moment."""

    as_of: datetime
    problems: list[Component]
    queues: list[QueueReading]
    running: list[JobReading]
    failures: list[JobReading]
    recent: list[JobReading]
    workers: list[WorkerReading]
    upcoming: list[Upcoming]


@overview.get("/")
def show() -> str:
    """Show the overview; a poll gets the part that changes."""
    template = "panels/overview.html" if request.headers.get("HX-Request") else "pages/overview.html"
    return render_template(template, view=read_overview(utc_now()))


def read_overview(now: datetime) -> Overview:
    """Read the first screen."""
    connection = current_redis()
    problems = [found for found in check_all(connection, now) if found.status != "healthy"]
    has_redis = all(found.name != "redis" for found in problems)
    upcoming = db.session.execute(
        select(Item.id, Item.title, Project.title, Item.publish_at)
        .join(Project)
        .where(Item.state == ItemState.SCHEDULED)
        .order_by(Item.publish_at)
        .limit(10)
    ).all()
    end_reading()
    recent = recent_jobs(connection, 1000) if has_redis else []
    return Overview(
        as_of=now,
        problems=problems,
        queues=read_queues(connection, now) if has_redis else [],
        running=running_jobs(connection, 20) if has_redis else [],
        failures=[job for job in recent if job.status == "failed"][:10],
        recent=recent[:20],
        workers=read_workers(connection, now) if has_redis else [],
        upcoming=[Upcoming(*row) for row in upcoming],
    )
