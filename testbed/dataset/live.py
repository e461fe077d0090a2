"""What Redis knows: jobs that wait and run, workers, a pause, an open circuit, and the counts of the last two hours."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

import redis
from rq.utils import utcformat

from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.jobs.progress import Progress
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.sketch import sketch
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import gate_keys, keys, metric_keys, rq_keys
from fsp.stored import text_of
from fsp.worker.job_fetcher import JobFetcher
from testbed.dataset.kinds import KINDS, TAGS

Fields = dict[Any, Any]
"""Of a hash of Redis, whose client's types are no mapping of texts."""

QUEUES = ["high", "medium", "low"]
WORKERS = 4
A_DAY_SECONDS = 24 * 3600


def fill_live(connection: redis.Redis, random: Random, *, waiting: int, running: int, now: datetime) -> None:
    """Enqueue and start so many jobs, and everything around them."""
    for worker in range(1, WORKERS + 1):
        _add_worker(connection, f"worker-{worker}", now)
    for number in range(running):
        kind = KINDS[number % len(KINDS)]
        enqueue(connection, kind.name, kind.arguments(random), tags=[random.choice(TAGS)])
    for number in range(running):
        _start(connection, random, f"worker-{number % WORKERS + 1}")
    by_kind = Counter(random.choices(KINDS, [kind.weight for kind in KINDS], k=waiting))
    for kind, count in by_kind.items():
        enqueue_many(connection, kind.name, [kind.arguments(random) for _ in range(count)], tags=[random.choice(TAGS)])
    for number in range(waiting // 100):
        enqueue(connection, "generate-report", {"project": None}, at=now + timedelta(minutes=number + 1))
    _make_older(connection, now)
    _count(connection, random, now)
    pause_type(connection, "export-data", Pause("ada", "the disk is nearly full", now - timedelta(minutes=40)))
    opened = int(now.timestamp() * 1000)
    connection.hset(
        gate_keys.gate("content-generation"),
        mapping={
            "circuit": "open",
            "opened_at": opened - 20_000,
            "open_until": opened + A_DAY_SECONDS * 1000,
            "why": "5 failures in a row",
        },
    )


def _add_worker(connection: redis.Redis, name: str, now: datetime) -> None:
    key = f"rq:worker:{name}"
    connection.hset(
        key,
        mapping={
            "birth": utcformat(now - timedelta(hours=5)),
            "last_heartbeat": utcformat(now),
            "queues": ",".join(QUEUES),
            "state": "busy",
            "hostname": f"host-{name[-1]}",
            "pid": 1000 + int(name[-1]),
            "successful_job_count": 9500,
            "failed_job_count": 120,
        },
    )
    connection.expire(key, A_DAY_SECONDS)
    connection.sadd("rq:workers", key)


def _start(connection: redis.Redis, random: Random, worker: str) -> None:
    fetcher = JobFetcher(connection, worker=worker, queues=QUEUES, lease_seconds=A_DAY_SECONDS, version="0.2.0")
    _, claim = fetcher.next()
    if claim is None:
        return
    done = random.randint(1, 9)
    progress = asdict(Progress(done, 10, f"part {done} of 10"))
    connection.hset(rq_keys.job(claim.job_id), "fsp_progress", json.dumps(progress))
    connection.rpush(keys.log(claim.job_id), *(f"INFO part {part} is done" for part in range(1, done + 1)))


def _make_older(connection: redis.Redis, now: datetime) -> None:
    """Let the first jobs of each queue have waited: up to 41 minutes."""
    for queue in QUEUES:
        for place, job_id in enumerate(connection.lrange(rq_keys.queue(queue), 0, 199)):
            since = now - timedelta(minutes=41) + timedelta(seconds=10 * place)
            stamps: Fields = {
                "enqueued_at": utcformat(since),
                "fsp_enqueued_ms": int(since.timestamp() * 1000),
            }
            connection.hset(rq_keys.job(text_of(job_id)), mapping=stamps)


def _count(connection: redis.Redis, random: Random, now: datetime) -> None:
    last = int(now.timestamp()) // SPAN_SECONDS * SPAN_SECONDS
    totals: Counter[Any] = Counter()
    for kind in KINDS:
        for start in range(last - 24 * SPAN_SECONDS, last + 1, SPAN_SECONDS):
            succeeded, failed = random.randint(20, 60), random.randint(0, 3)
            runs = [kind.run_seconds * random.lognormvariate(0, 0.4) for _ in range(succeeded)]
            waits = [random.expovariate(1 / 4) for _ in range(succeeded + failed)]
            counts: Fields = {"outcome|succeeded": succeeded, "outcome|failed": failed}
            counts |= {f"run|{index}": count for index, count in sketch(runs).items()}
            counts |= {f"wait|{index}": count for index, count in sketch(waits).items()}
            sums = {"run": sum(runs), "wait": sum(waits), "cpu": sum(runs) / 5}
            counts |= {f"{name}_microseconds": int(seconds * 1e6) for name, seconds in sums.items()}
            connection.hset(metric_keys.span(kind.name, start), mapping=counts)
            connection.expire(metric_keys.span(kind.name, start), 2 * A_DAY_SECONDS)
            connection.lpush(metric_keys.spans(kind.name), start)
            ends = [
                f"{start * 1000 + turn * 4000}|succeeded|{run:.6f}|{wait:.3f}|seeded-{start}-{turn}"
                for turn, (run, wait) in enumerate(zip(runs, waits, strict=False))
            ]
            connection.lpush(metric_keys.ring(kind.name), *ends)
            totals[f"{kind.name}|{kind.queue}|succeeded"] += succeeded
            totals[f"{kind.name}|{kind.queue}|failed"] += failed
        connection.ltrim(metric_keys.ring(kind.name), 0, 999)
    connection.hset(metric_keys.COUNTERS, mapping=dict(totals))
