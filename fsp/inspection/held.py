"""Which queues wait for something that more workers would not change: a pause, or a circuit that is not closed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import redis

from fsp.gates.gate import Gate, read_gates
from fsp.gates.pauses import read_queue_pauses
from fsp.inspection.queues import QueueReading
from fsp.redis_ops import keys, rq_keys

MIN_SHARE = 0.5
"""Of the jobs that wait: with fewer behind closed gates, the others wait for something else."""

SAMPLE = 20
"""So many jobs at the front of a queue stand for all of it."""


def read_held(connection: redis.Redis, queues: Sequence[QueueReading], now: datetime) -> dict[str, str]:
    """Return by queue why half or more of its waiting jobs may not start; a queue that flows is left out."""
    pauses = read_queue_pauses(connection, now)
    gates = [gate for gate in read_gates(connection, now) if gate.stopped_because]
    behind = _behind(connection, queues, gates)
    found = {}
    for queue in queues:
        waiting, pause = queue.waiting + queue.parked, pauses.get(queue.name)
        stopped = [gate for gate in gates if behind[queue.name, gate.job_type]]
        jobs = sum(behind[queue.name, gate.job_type] for gate in stopped)
        if waiting and pause:
            found[queue.name] = f"{pause.by} paused the queue" + (f": {pause.reason}" if pause.reason else "")
        elif jobs and jobs >= MIN_SHARE * waiting:
            found[queue.name] = "; ".join(gate.stopped_because for gate in stopped)
    return found


def _behind(
    connection: redis.Redis, queues: Sequence[QueueReading], gates: Sequence[Gate]
) -> dict[tuple[str, str], float]:
    """Return about how many jobs of each queue wait behind each gate."""
    if not gates:
        return {}
    pipeline = connection.pipeline(transaction=False)
    for queue in queues:
        pipeline.lrange(rq_keys.queue(queue.name), 0, SAMPLE - 1)
        for gate in gates:
            pipeline.llen(keys.parked(queue.name, gate.job_type))
    answers = iter(pipeline.execute())
    found = {}
    for queue in queues:
        types = _types(connection, next(answers))
        for gate in gates:
            share = types[gate.job_type] / types.total() if types else 0.0
            found[queue.name, gate.job_type] = next(answers) + share * queue.waiting
    return found


def _types(connection: redis.Redis, job_ids: Sequence[bytes]) -> Counter[str]:
    """Return how many of these jobs are of each type: no worker has set them aside yet."""
    pipeline = connection.pipeline(transaction=False)
    for job_id in job_ids:
        pipeline.hget(rq_keys.job(job_id.decode()), "fsp_type")
    return Counter(name.decode() for name in pipeline.execute() if name)
