"""M9 and M15: quantiles within 1 % and the same from every process; one job type's metrics among ten thousand jobs."""

import json
import math
import random
from collections.abc import Callable, Iterator
from statistics import fmean

from bench.bounds import Line
from bench.figures import percentile
from bench.setting import open_setting, scaled
from bench.web import web
from fsp.metrics.sketch import RELATIVE_ERROR, merge, quantile, sketch
from fsp.queueing.enqueue import enqueue_many

SEED = 9
VALUES = 200_000
PARTS = 100
QUANTILES = (0.50, 0.95, 0.99)
FEW = 20
"""Values in a bucket of the naive way, which averages percentiles."""

JOBS = 10_000
ASKED = 200
FILTER_LIMIT_MILLISECONDS = 50.0

STREAMS: dict[str, Callable[[random.Random], float]] = {
    "lognormal": lambda chance: chance.lognormvariate(0, 1),
    "bimodal": lambda chance: chance.gauss(0.05, 0.005) if chance.random() < 0.9 else chance.gauss(8, 0.5),
    "Pareto 1.5": lambda chance: chance.paretovariate(1.5),
    "constant": lambda _: 0.25,
}


def m9_quantiles() -> Iterator[Line]:
    """Compare quantiles with exact ones, merge in any order, and ask every web process."""
    chance = random.Random(SEED)
    for name, draw in STREAMS.items():
        yield _accuracy(name, [max(draw(chance), 1e-6) for _ in range(scaled(VALUES))])
    yield _accuracy("one value", [0.3])
    yield _merging(chance)
    yield _from_every_process()


def m15_filter() -> Iterator[Line]:
    """Ask for one job type while ten thousand jobs are stored."""
    with open_setting() as setting, web(setting) as server:
        enqueue_many(setting.connection, "bench-noop", [{}] * scaled(JOBS))
        setting.worker("--burst", "--processes", "2", "--threads", "8").wait(timeout=600)
        counters = json.loads(server.get("/api/metrics?jobId=bench-noop")[1])["jobs"]
        is_exact = [(job["jobType"], job["executions"]) for job in counters] == [("bench-noop", scaled(JOBS))]
        unknown = server.get("/api/metrics?jobId=nobody")[0]
        p95 = percentile(server.milliseconds("/api/metrics?jobId=bench-noop", ASKED), 0.95)
    what = f"?jobId= with {scaled(JOBS):,} jobs stored, P95 of {ASKED}; exact; unknown"
    figure = f"{p95:.1f} ms; {is_exact}; {unknown}"
    limit = FILTER_LIMIT_MILLISECONDS
    yield Line("M15", what, figure, f"< {limit:.0f} ms; True; 404", "–", is_exact and unknown == 404 and p95 < limit)


def _accuracy(name: str, values: list[float]) -> Line:
    values.sort()
    exact = [values[max(1, math.ceil(part * len(values))) - 1] for part in QUANTILES]
    whole = sketch(values)
    error = max(abs((quantile(whole, part) or 0) / true - 1) for part, true in zip(QUANTILES, exact, strict=True))
    return Line(
        "M9",
        f"{name}, {len(values):,} values: largest error at P50, P95 and P99",
        f"{error:.2%}",
        "<= 1 %",
        f"{_averaging_error(values, exact[1]):.0%}",
        error <= RELATIVE_ERROR + 1e-9,
    )


def _averaging_error(values: list[float], p95: float) -> float:
    """Return how wrong a mean of the P95 of small buckets is."""
    mixed = list(values)
    random.Random(SEED).shuffle(mixed)
    buckets = [sorted(mixed[start : start + FEW]) for start in range(0, len(mixed), FEW)]
    return abs(fmean(bucket[math.ceil(0.95 * len(bucket)) - 1] for bucket in buckets) / p95 - 1)


def _merging(chance: random.Random) -> Line:
    values = [chance.lognormvariate(0, 1) for _ in range(scaled(VALUES))]
    parts, whole = [sketch(values[start::PARTS]) for start in range(PARTS)], sketch(values)
    same = 0
    for _ in range(10):
        chance.shuffle(parts)
        same += merge(parts) == whole
    return Line(
        "M9", f"{PARTS} parts merged in 10 orders: bucket for bucket the same", str(same), "10", "–", same == 10
    )


def _from_every_process() -> Line:
    with open_setting() as setting, web(setting, FSP_WEB_PROCESSES="4") as server:
        count = scaled(2000)
        enqueue_many(setting.connection, "bench-io", [{}] * count)
        workers = [setting.worker("--burst", "--threads", "4") for _ in range(4)]
        for worker in workers:
            worker.wait(timeout=600)
        bodies = [json.loads(server.get("/api/metrics")[1]) for _ in range(60)]
    answers = {json.dumps(body["jobs"], sort_keys=True) for body in bodies}
    pids = {body["system"]["process"]["pid"] for body in bodies}
    (job,) = bodies[0]["jobs"]
    is_met = len(answers) == 1 and len(pids) > 1 and job["durationSeconds"]["n"] == count
    return Line(
        "M9",
        f"4 processes write {count:,} jobs; {len(pids)} web processes asked 60 times: different answers",
        str(len(answers)),
        "1",
        "each its own",
        is_met,
    )
