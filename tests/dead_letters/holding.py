"""A replay for tests that waits, because another job holds its key."""

import redis

from fsp.clock import utc_now
from fsp.dead_letters.replay import replay
from fsp.jobs.deduplication import Deduplication, OnConflict, Release
from fsp.jobs.registry import job_type
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from tests.dead_letters.burying import buried, letters


def by_project(name: str, **rules: object) -> str:
    def do_it(project: str) -> None:
        """Do nothing."""

    do_it.__qualname__ = f"do_it_{name}"
    job_type(name, retries=0, deduplication=Deduplication(("project",), **rules))(do_it)  # type: ignore[arg-type]
    return name


KINDS = {conflict: by_project(f"test-held-{conflict}", on_conflict=conflict) for conflict in OnConflict}
LONG = {
    Release.SUCCESS: by_project("test-until-success", release=Release.SUCCESS),
    Release.WINDOW: by_project("test-until-later", release=Release.WINDOW, window_seconds=3600),
}


def held(connection: redis.Redis, name: str = KINDS[OnConflict.RETURN]) -> DeadLetterQueue:
    """Replay a letter while a job of the same key waits."""
    letter = buried("gone", job_type=name, arguments={"project": "a"})
    enqueue(connection, name, {"project": "a"}, job_id="holder")
    replay(connection, letter, by="ada", now=utc_now())
    return letters()[0]
