"""The Redis keys of RQ's own layout, which stays valid for RQ's tools, with their expiry."""

from rq.defaults import RQ_KEY_PREFIX


def job(job_id: str) -> str:
    """Hash of one job. Ends with its result TTL."""
    return f"{RQ_KEY_PREFIX}:job:{job_id}"


def queue(name: str) -> str:
    """List of waiting job ids, next one on the left."""
    return f"{RQ_KEY_PREFIX}:queue:{name}"


QUEUES = f"{RQ_KEY_PREFIX}:queues"
"""Set of queue keys."""


def started(queue_name: str) -> str:
    """Sorted set of running `job:execution` ids by lease end."""
    return f"{RQ_KEY_PREFIX}:wip:{queue_name}"


def scheduled(queue_name: str) -> str:
    """Sorted set of job ids by the time they are due."""
    return f"{RQ_KEY_PREFIX}:scheduled:{queue_name}"


def finished(queue_name: str) -> str:
    """Sorted set of succeeded job ids by the time their hash expires."""
    return f"{RQ_KEY_PREFIX}:finished:{queue_name}"


def failed(queue_name: str) -> str:
    """Sorted set of dead job ids by the time their hash expires."""
    return f"{RQ_KEY_PREFIX}:failed:{queue_name}"


def deferred(queue_name: str) -> str:
    """Sorted set of job ids that wait for other jobs, by the time of the request."""
    return f"{RQ_KEY_PREFIX}:deferred:{queue_name}"


def dependencies(job_id: str) -> str:
    """Set of the job ids that a job still waits for. Removed with the last of them, or when the job is cancelled."""
    return f"{RQ_KEY_PREFIX}:job::{job_id}:dependencies"


def dependents(job_id: str) -> str:
    """Set of the job ids that wait for a job. Removed with the last of them."""
    return f"{job(job_id)}:dependents"


def results(job_id: str) -> str:
    """Stream of a job's results. Ends with the job."""
    return f"{RQ_KEY_PREFIX}:results:{job_id}"
