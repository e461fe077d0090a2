"""M10: jobs that end in every way are counted once each; counting by callbacks misses those that were killed."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from rq import Callback, Queue
from rq.serializers import JSONSerializer

from bench import rq_jobs
from bench.bounds import Line
from bench.figures import percentile
from bench.setting import ROOT, Setting, open_setting, scaled
from bench.web import web
from fsp.metrics.current_counters import read_counters
from fsp.queueing.enqueue import enqueue_many

SEED = 10
JOBS = 1000
MORE_JOBS = 10_000
SHARES = {"succeed": 0.70, "raise": 0.20, "die": 0.05, "hang": 0.05}
ENDS = {"succeed": "succeeded", "raise": "failed", "die": "killed", "hang": "timeout"}
SCRAPES = 100
SCRAPE_LIMIT_MILLISECONDS = 100.0


def m10_outcomes() -> Iterator[Line]:
    """Run a thousand jobs by real workers, and the same by stock RQ; then ten thousand more, and scrape."""
    hows = [how for how, share in SHARES.items() for _ in range(round(scaled(JOBS) * share))]
    random.Random(SEED).shuffle(hows)
    expected = Counter(ENDS[how] for how in hows)
    with open_setting() as setting, web(setting) as server:
        folder = Path(setting.variables["FSP_DATA_DIR"])
        before = _files(folder)
        enqueue_many(setting.connection, "bench-counted", [{"how": how} for how in hows])
        _work(setting)
        counted = _counted(setting)
        naive = _counted_by_callbacks(setting, hows)
        yield Line(
            "M10",
            f"{len(hows)} jobs, 20 % raise, 5 % are killed, 5 % time out",
            _told(counted),
            _told(expected),
            f"{naive} of {len(hows)} counted by callbacks",
            counted == expected and naive < len(hows),
        )
        enqueue_many(setting.connection, "bench-noop", [{}] * scaled(MORE_JOBS))
        _work(setting)
        more = len(_files(folder) - before)
        yield Line("M10", "files that came into the data folder meanwhile", str(more), "0", "2 a job", more == 0)
        p95 = percentile(server.milliseconds("/api/metrics?format=prometheus", SCRAPES), 0.95)
        yield Line(
            "M10",
            f"scrape after {_counted(setting).total():,} jobs, P95 of {SCRAPES}",
            f"{p95:.1f} ms",
            f"< {SCRAPE_LIMIT_MILLISECONDS:.0f} ms",
            "–",
            p95 < SCRAPE_LIMIT_MILLISECONDS,
        )


def _files(folder: Path) -> set[Path]:
    return {file for file in folder.rglob("*") if not file.name.endswith(("-wal", "-shm"))}


def _work(setting: Setting) -> None:
    setting.worker("--burst", "--processes", "4").wait(timeout=600)


def _counted(setting: Setting) -> Counter[str]:
    """Return how many jobs ended in each way; attempts that were made again are none."""
    counts: Counter[str] = Counter()
    for row in read_counters(setting.connection):
        counts[row.outcome] += row.count
    counts.pop("retried", None)
    return counts


def _counted_by_callbacks(setting: Setting, hows: list[str]) -> int:
    """Let stock RQ run the same jobs, and count their ends in its callbacks."""
    queue = Queue("naive", connection=setting.connection, serializer=JSONSerializer)
    ended = Callback(rq_jobs.count_end)
    for how in hows:
        queue.enqueue(rq_jobs.counted, how, job_timeout=1, on_success=ended, on_failure=ended)
    command = [sys.executable, "-m", "rq.cli", "worker", "-q", "--burst", "--url", setting.url, "naive"]
    command += ["--serializer", "rq.serializers.JSONSerializer"]
    workers = [subprocess.Popen(command, env=setting.variables, cwd=ROOT) for _ in range(4)]
    for worker in workers:
        worker.wait(timeout=600)
    return int(cast(bytes | None, setting.connection.get("bench:ended")) or 0)


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in ENDS.values())
