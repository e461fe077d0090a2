"""An ended job with durable steps."""

import redis

from fsp.queueing.enqueue import enqueue
from tests.worker.claiming import claimed, end
from tests.worker.stepping import run_steps

STEPS = ("one", "two", "three")


def stepped(connection: redis.Redis, action: str = "success", *, job_id: str = "old") -> None:
    """Enqueue a job of three steps, run it, and end it."""
    enqueue(connection, "export-data", {"project": "garden"}, job_id=job_id)
    claim = claimed(connection)
    run_steps(connection, claim, STEPS)
    end(connection, claim, action)
