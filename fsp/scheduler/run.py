"""Starting the scheduler process."""

import logging
import os
import time

import redis

from fsp import logs, tracing
from fsp.alerts.monitor import Monitor
from fsp.alerts.run_evaluation import run_evaluation
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.health.schema import require_schema_at_start
from fsp.lifeline import beat
from fsp.redis_connections import connect_redis
from fsp.scheduler.process import FspScheduler
from fsp.settings import Settings

log = logging.getLogger(__name__)


def run_scheduler(settings: Settings) -> None:
    """Tick until told to stop, through any absence of Redis."""
    logs.configure_unless_done(settings.log_level)
    catalogue.load(settings)
    tracing.configure(os.environ)
    app = core_app(settings)
    require_schema_at_start(app)
    Monitor(app, run_evaluation).start()
    while True:
        try:
            FspScheduler(connect_redis(settings), app).run()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("redis is away", extra={"error": str(error)})
            beat()
            time.sleep(0.5)
