"""How much room a finished job takes in Redis, once its history is in SQL, beside stock RQ."""

import time

from rq import Queue

from bench.figures import Figure, Report
from bench.performance.speed import stop
from bench.setting import Setting, open_setting, scaled
from fsp.history.archive import archive_ended_jobs, has_ended_jobs
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import rq_keys
from fsp.stores import db


def main(report: Report) -> None:
    """Measure the server's memory before and after many jobs."""
    report.heading("room in Redis")
    count = scaled(20_000)
    with open_setting() as setting:
        before = _used(setting)
        enqueue_many(setting.connection, "bench-noop", [{}] * count)
        waiting = (_used(setting) - before) / count
        with setting.worker("--burst", "--threads", "8") as worker:
            worker.wait()
        # Another process may be archiving, or have ended while it did: its turn ends after seconds.
        while has_ended_jobs(setting.connection):
            archive_ended_jobs(setting.connection)
            db.session.remove()
            time.sleep(0.01)
        finished = (_used(setting) - before) / count
    report.show(Figure("RQ, one finished job", _rq_finished(scaled(3_000)), "bytes"))
    report.show(Figure("FSP, one waiting job", waiting, "bytes"))
    report.show(Figure("FSP, one finished job", finished, "bytes", most=1_200))


def _rq_finished(count: int) -> float:
    with open_setting() as setting:
        before = _used(setting)
        queue = Queue("medium", connection=setting.connection)
        queue.enqueue_many([Queue.prepare_data("bench.rq_jobs.noop") for _ in range(count)])
        worker = setting.rq_worker("rq.SimpleWorker")
        while int(setting.connection.zcard(rq_keys.finished("medium"))) < count:
            time.sleep(0.02)
        stop([worker])
        return (_used(setting) - before) / count


def _used(setting: Setting) -> int:
    return int(setting.connection.info("memory")["used_memory"])
