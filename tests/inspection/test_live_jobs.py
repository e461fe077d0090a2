"""Jobs that wait or run: by label exactly, else from the front and never more than a bound."""

from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.inspection import live_jobs
from fsp.inspection.live_jobs import look_at_labelled, look_at_waiting
from fsp.jobs.job_reading import JobReading
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue, enqueue_many


@job_type("test-labelled", priority=Priority.LOW, indexed=("project",))
def labelled(project: str) -> None:
    """Can be found by its project."""


def everything(_job: JobReading) -> bool:
    return True


def test_waiting_jobs_are_looked_at_from_the_front_page_by_page(redis_client: redis.Redis) -> None:
    enqueue_many(redis_client, "test-count-pages", [{"project": str(number)} for number in range(5)])
    enqueue(redis_client, "test-count-pages", {"project": "first"}, priority=Priority.HIGH)

    first = look_at_waiting(redis_client, everything, job_type="", queue="", start=0, limit=4)
    rest = look_at_waiting(redis_client, everything, job_type="", queue="", start=first.go_on or 0, limit=4)

    projects = [job.arguments["project"] for job in [*first.jobs, *rest.jobs]]
    assert projects == ["first", "0", "1", "2", "3", "4"]
    assert (first.go_on, rest.go_on, rest.total) == (4, None, 6)


def test_no_more_than_a_bound_is_looked_at(redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_jobs, "LOOKED_AT", 4)
    monkeypatch.setattr(live_jobs, "CHUNK", 2)
    enqueue_many(redis_client, "test-count-pages", [{"project": "x"}] * 10)

    looked = look_at_waiting(redis_client, everything, job_type="test-labelled", queue="low", start=0, limit=5)

    assert (looked.jobs, looked.looked_at, looked.go_on, looked.total) == ([], 4, 4, 10)


def test_a_label_leads_to_exactly_its_jobs_newest_first(redis_client: redis.Redis) -> None:
    for number in range(6):
        enqueue(
            redis_client,
            "test-labelled",
            {"project": "even" if number % 2 == 0 else "odd"},
            job_id=f"job-{number}",
            tags=["last"] if number > 3 else [],
        )

    even = look_at_labelled(redis_client, ["args.project:even"], everything, start=0, limit=10)
    last = look_at_labelled(redis_client, ["args.project:even", "tag:last"], everything, start=0, limit=10)

    assert sorted(job.job_id for job in even.jobs) == ["job-0", "job-2", "job-4"]
    assert [job.job_id for job in last.jobs] == ["job-4"]


def test_a_job_given_new_arguments_is_found_by_them(redis_client: redis.Redis) -> None:
    from fsp.jobs.deduplication import OnConflict

    for project in ("old", "new"):
        enqueue(
            redis_client,
            "test-labelled",
            {"project": project},
            idempotency_key="k",
            on_conflict=OnConflict.REPLACE_IF_WAITING,
        )

    results = {
        project: len(look_at_labelled(redis_client, [f"args.project:{project}"], everything, start=0, limit=9).jobs)
        for project in ("old", "new")
    }

    assert results == {"old": 0, "new": 1}


@pytest.mark.parametrize(("held", "results"), [("deferred", ["after"]), ("scheduled", ["later"])])
def test_held_jobs_are_read_from_their_own_lists_however_many_wait(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, held: str, results: list[str]
) -> None:
    monkeypatch.setattr(live_jobs, "LOOKED_AT", 2)
    enqueue_many(redis_client, "test-labelled", [{"project": "x"}] * 5)
    enqueue(redis_client, "test-labelled", {"project": "x"}, job_id="later", at=utc_now() + timedelta(hours=1))
    enqueue(redis_client, "test-labelled", {"project": "x"}, job_id="after", after=["later"])

    looked = look_at_waiting(redis_client, everything, job_type="", queue="", start=0, limit=5, held=held)

    assert ([job.job_id for job in looked.jobs], looked.total, looked.go_on) == (results, 1, None)
