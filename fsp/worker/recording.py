"""Writing an ending down outside the loop: by the worker, for a child that could not, or at the end of a thread."""

import redis

from fsp.worker.claim import Claim
from fsp.worker.cycle import IS_POISON, RECORDED, finish
from fsp.worker.endings import Ending, poison
from fsp.worker.settling import after, before


def record(connection: redis.Redis, claim: Claim, ending: Ending) -> bool:
    """Write the ending down, inside an application context; return False if the job had passed on."""
    before(connection, claim, ending)
    answer = finish(connection, claim, ending)
    if answer == IS_POISON:
        return record(connection, claim, poison(claim))
    if answer == RECORDED:
        after(claim, ending)
    return answer == RECORDED
