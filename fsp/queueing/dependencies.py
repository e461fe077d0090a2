"""The dependencies of a request according to SQL, because Redis deletes a job a day after its success."""

from collections.abc import Sequence

from sqlalchemy import select

from fsp.errors import NotFound
from fsp.jobs.job_options import OnFailure
from fsp.jobs.replay_id import MARK, root_job_id
from fsp.models.job_request import JobRequest, RequestState
from fsp.storable import MAX_NAME_BYTES, check_text
from fsp.stores import db


def check_known(after: Sequence[str]) -> None:
    """Raise NotFound unless each is a request: only requests in SQL survive a wiped Redis."""
    for job_id in after:
        check_text(job_id, "after", max_bytes=MAX_NAME_BYTES)
    states = _states(after)
    for job_id in after:
        if job_id not in states:
            raise NotFound(f'There is no job "{job_id}" to run after; nobody asked for it, or it ended long ago.')


def still_awaited(after: Sequence[str], on_failure: OnFailure) -> list[str]:
    """Return which of these requests have not succeeded; with `run`, which have not ended.

    A successful replay counts as the success of its original. For a deduplicated request, the job that stands for it
    counts.
    """
    answers = _answers(after)
    awaited = [answers.get(job_id, job_id) for job_id in after]
    states = _states(awaited)
    return [job_id for job_id in awaited if not _is_over(job_id, states.get(job_id), on_failure)]


def _answers(after: Sequence[str]) -> dict[str, str]:
    if not after:
        return {}
    answered = JobRequest.job_id.in_(after), JobRequest.answered_by.is_not(None)
    rows = db.session.execute(select(JobRequest.job_id, JobRequest.answered_by).where(*answered))
    return {job_id: other for job_id, other in rows if other}


def _states(after: Sequence[str]) -> dict[str, str]:
    if not after:
        return {}
    rows = db.session.execute(select(JobRequest.job_id, JobRequest.state).where(JobRequest.job_id.in_(after)))
    return {job_id: state for job_id, state in rows}  # noqa: C416  (rows are not pairs to mypy)


def _is_over(job_id: str, state: str | None, on_failure: OnFailure) -> bool:
    if state in {None, RequestState.QUEUED}:
        return False
    return state == RequestState.DONE or on_failure == OnFailure.RUN or _was_made_good(job_id)


def _was_made_good(job_id: str) -> bool:
    replays = JobRequest.job_id.startswith(f"{root_job_id(job_id)}{MARK}", autoescape=True)
    made_good = select(JobRequest.job_id).where(replays, JobRequest.state == RequestState.DONE).limit(1)
    return db.session.scalar(made_good) is not None
