"""Writing an ending down outside the loop: by the worker, for a child that could not, or at the end of a thread."""

import redis

from fsp.worker.attempt_result import Ending, poison
from fsp.worker.claim import Claim
from fsp.worker.completion import after, before
from fsp.worker.job_fetcher import IS_POISON, RECORDED, finish


def record(connection: redis.Redis, claim: Claim, ending: Ending) -> bool:
    """Write the ending down, inside an application context; return False if the job had passed on."""
    before(connection, claim, ending)
    answer = finish(connection, claim, ending)
    if answer == IS_POISON:
        return record(connection, claim, poison(claim))
    if answer == RECORDED:
        after(claim, ending)
    return answer == RECORDED
