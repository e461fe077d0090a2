"""Starting one worker process."""

import atexit
import gc
import socket
from uuid import uuid4

from fsp.extensions import connect_redis
from fsp.jobs.priority import QUEUE_NAMES
from fsp.settings import Settings
from fsp.worker.worker import FspWorker


def run_worker(settings: Settings, *, burst: bool = False) -> None:
    """Work on the three queues until told to stop, or, with `burst`, until nothing waits."""
    # What Python collects at its exit is half a second of processor, which would be part of the time a stop may take.
    atexit.register(gc.freeze)
    name = f"{socket.gethostname()}-{uuid4().hex[:8]}"
    worker = FspWorker(list(QUEUE_NAMES), name=name, connection=connect_redis(settings), settings=settings)
    worker.work(burst=burst, logging_level="WARNING")
