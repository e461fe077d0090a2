"""Jobs as the API gives them."""

from dataclasses import asdict

from fsp.queueing.jobs import JobReading
from fsp.web.jobs.job_view import JobPage
from fsp.web.jobs.schemas import JobShape, ProgressShape, StepShape


def shape_of(job: JobReading, *, requested_by: str | None = None) -> JobShape:
    """Return a job as the API gives it."""
    return JobShape(
        id=job.job_id,
        type=job.job_type,
        status=job.status,
        queue=job.queue,
        labels=list(job.labels),
        arguments=job.arguments,
        requested_by=requested_by,
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        run_seconds=job.run_seconds,
        attempt=job.attempt,
        retries_left=job.retries_left,
        worker=job.worker or None,
        error=job.error or None,
        cancelled_by=job.cancelled_by or None,
        cancelled_at=job.cancelled_at,
        result=job.result,
        progress=ProgressShape(**asdict(job.progress)) if job.progress else None,
        cpu_seconds=job.cpu_seconds,
        peak_bytes=job.peak_bytes,
        steps=[StepShape(**asdict(step)) for step in job.steps],
        after=list(job.after),
        undecodable=list(job.undecodable),
    )


def shape_of_page(page: JobPage) -> JobShape:
    """Return a job as the API gives it, also when Redis has forgotten it."""
    requested_by = page.request.requested_by if page.request else None
    if page.reading:
        found = shape_of(page.reading, requested_by=requested_by)
        return found.model_copy(update={"failed_attempts": page.attempts, "after": page.after})
    error = page.dead_letter.error_message if page.dead_letter else page.request.error if page.request else None
    return JobShape(
        id=page.job_id,
        type=page.job_type,
        status=page.status,
        arguments=page.arguments,
        requested_by=requested_by,
        after=page.after,
        error=error or None,
        ended_at=page.dead_letter.buried_at if page.dead_letter else None,
    )
