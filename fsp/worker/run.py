"""Starting one worker process."""

import atexit
import gc
import logging
import socket
import time
from uuid import uuid4

import redis

from fsp.extensions import connect_redis
from fsp.jobs.priority import QUEUE_NAMES
from fsp.lifeline import beat
from fsp.settings import Settings
from fsp.worker.loop import AWAY_PAUSE_SECONDS
from fsp.worker.worker import FspWorker

log = logging.getLogger(__name__)


def run_worker(settings: Settings, *, burst: bool = False) -> None:
    """Work on the three queues until told to stop, or, with `burst`, until nothing waits."""
    # What Python collects at its exit is half a second of processor, which would be part of the time a stop may take.
    atexit.register(gc.freeze)
    name = f"{socket.gethostname()}-{uuid4().hex[:8]}"
    worker = _worker_once_redis_answers(settings, name)
    worker.work(burst=burst, logging_level="WARNING")


def _worker_once_redis_answers(settings: Settings, name: str) -> FspWorker:
    while True:
        try:
            # RQ asks Redis for its own address here.
            return FspWorker(list(QUEUE_NAMES), name=name, connection=connect_redis(settings), settings=settings)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("redis is away", extra={"error": str(error)})
            beat()
            time.sleep(AWAY_PAUSE_SECONDS)
