"""Decides what follows a failed attempt by the rules of its type, even if the error itself misbehaves."""

import logging
import math
import random

from fsp.clock import utc_now
from fsp.jobs.error_text import class_name_of
from fsp.jobs.job_type import JobType
from fsp.jobs.outcome import Dead, Retry, judge_failure
from fsp.jobs.registry import find_job_type
from fsp.jobs.retry_after import asked_wait
from fsp.worker.claim import Claim

log = logging.getLogger(__name__)


def judge(claim: Claim, error: BaseException) -> Retry | Dead:
    """Return what follows by the rules of the job's type. An error that cannot be inspected is an ordinary one."""
    failures = claim.failures + 1
    rules = find_job_type(claim.job_type)
    if rules is None:
        return judge_failure(_Unjudged(), failures=failures, retries=0, random=random.random)
    try:
        judged = _judge_by(rules, error, failures=failures)
        if not isinstance(judged, Retry) or math.isfinite(judged.delay_seconds):
            return judged
    except BaseException as fault:  # noqa: BLE001  (the error's own code is asked, which may raise anything)
        log.warning("error not judged", extra={"job_id": claim.job_id, "error": class_name_of(fault)})
    return judge_failure(_Unjudged(), failures=failures, retries=rules.retries, random=random.random)


class _Unjudged(Exception):
    """Replaces an error that cannot be inspected."""


def _judge_by(rules: JobType, error: BaseException, *, failures: int) -> Retry | Dead:
    return judge_failure(
        error,
        failures=failures,
        retries=rules.retries,
        random=random.random,
        backoff=rules.backoff,
        uncounted=rules.uncounted_errors,
        permanent=rules.permanent_errors,
        asked=asked_wait(error, utc_now()),
    )
