"""The data the screenshots show: a busy system, jobs of every state, and some problems."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import redis

from fsp.importing.import_posts import import_posts
from fsp.inspection.flow_samples import samples_read
from fsp.inspection.queues import read_queues
from fsp.inspection.worker_report import WorkerReport
from fsp.performance.runs import follow_runs
from fsp.publishing.due import due_items
from fsp.publishing.publish_item import publish_item
from fsp.redis_ops import metric_keys, process_keys
from fsp.redis_ops.reads import fetch
from fsp.settings import Settings
from testbed.dataset.fill import amounts, fill

POSTS = Path(__file__).parents[1] / "examples" / "posts"
JOBS = 5_000
RATES = {"high": (30, 31), "medium": (24, 20), "low": (9, 11)}
"""Jobs a minute that come and go."""


def fill_all(connection: redis.Redis, settings: Settings, now: datetime) -> None:
    """Fill empty stores, inside an application context."""
    random = Random(7)
    fill(connection, amounts(JOBS), seed=1, now=now)
    import_posts(POSTS, "Garden journal", settings=settings)
    for item_id, _ in due_items("garden-journal", now):
        publish_item(item_id, settings=settings, now=now)
    _tell_of_workers(connection, random, now)
    _let_flow(connection, random, now)
    _become_slower(connection, random, now)
    connection.set(process_keys.heartbeat("scheduler"), now.timestamp())


def _tell_of_workers(connection: redis.Redis, random: Random, now: datetime) -> None:
    born = now - timedelta(hours=5)
    for number in range(1, 5):
        # The last one was lost four minutes ago.
        at = now - timedelta(minutes=4) if number == 4 else now + timedelta(hours=1)
        report = WorkerReport(
            name=f"worker-{number}",
            host=f"jobs-{(number + 1) // 2}",
            pid=4000 + number,
            version="1.4.0",
            born_at=born,
            processes=2,
            threads=2,
            succeeded=random.randint(4000, 6000),
            failed=random.randint(20, 60),
            memory_bytes=random.randint(90, 140) * 10**6,
            cpu_share=random.random(),
        )
        connection.set(process_keys.worker(report.name), json.dumps(asdict(report), default=_iso))
        connection.zadd(process_keys.FLEET, {report.name: at.timestamp() * 1000})


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _let_flow(connection: redis.Redis, random: Random, now: datetime) -> None:
    """Make the samples of the last hour lead to what waits now."""
    recent, present = {}, fetch(connection, samples_read(now))
    for queue in read_queues(connection, now):
        come, go = RATES[queue.name]
        now_is = present[queue.name]
        counts = (now_is.waiting + go - come, now_is.open + go - come, now_is.ended - go, now_is.failed, now_is.upkeep)
        recent[queue.name] = "|".join(map(str, counts))
        waiting, ended, failed = queue.waiting + queue.blocked, 90_000, 900
        for ago in range(61):
            minute = int(now.timestamp()) // 60 * 60 - 60 * ago
            running = max(0, queue.running + random.randint(-2, 2))
            oldest = round(max(0, (queue.oldest_age_seconds or 0) - 60 * ago) * random.uniform(0.9, 1))
            line = f"{waiting}|{waiting + running}|{ended}|{failed}|0|{running}|{oldest}"
            connection.hset(metric_keys.flow(minute), queue.name, line)
            gone = max(0, go + random.randint(-5, 5))
            waiting = max(0, waiting + gone - max(0, come + random.randint(-5, 5)))
            ended, failed = ended - gone, failed - (random.random() < 0.3)
    connection.lpush(metric_keys.RECENT_FLOW, json.dumps([now.timestamp() - 62, recent]))


def _become_slower(connection: redis.Redis, random: Random, now: datetime) -> None:
    """Let one job type take twice as long for half an hour."""
    connection.delete(metric_keys.ring("generate-report"))
    for number in range(200):
        at = now - timedelta(seconds=20 * (200 - number))
        seconds = random.lognormvariate(1.1, 0.15) * (1.9 if number > 120 else 1)
        connection.lpush(
            metric_keys.ring("generate-report"), f"{int(at.timestamp() * 1000)}|succeeded|{seconds:.3f}|2.0|r{number}"
        )
    follow_runs(connection, now)
