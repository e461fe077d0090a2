"""How much room a job takes, how long queue statistics take, and whether a million waiting jobs change anything."""

import time

from bench.setting import Setting, scaled, setting
from fsp.admission.gates import Pause, pause_type
from fsp.clock import utc_now
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.queueing.queues import read_queues
from fsp.redis_ops import keys
from tests.worker.claiming import claim_next

WAITING, PARKED = 1_000_000, 100_000


def main() -> None:
    """Print the figures, small and large."""
    with setting() as found:
        print("\nroom and statistics")
        print(f"one finished job takes {_finished_bytes(found):.0f} bytes   (target 1500)")
        before = _figures(found)
        waiting = scaled(WAITING)
        enqueue_many(found.connection, "bench-noop", ({} for _ in range(waiting)))
        pause_type(found.connection, "bench-io", Pause("bench", "", utc_now()))
        parked = scaled(PARKED)
        enqueue_many(found.connection, "bench-io", ({} for _ in range(parked)))
        # Behind the million they would be looked at last; ahead of them they are all parked by one claim after another.
        found.connection.rename(keys.queue("medium"), "bench:all")
        ids = found.connection.lrange("bench:all", -parked, -1)
        found.connection.ltrim("bench:all", 0, -parked - 1)
        found.connection.rename("bench:all", keys.queue("medium"))
        for start in range(0, len(ids), 10_000):
            found.connection.lpush(keys.queue("medium"), *ids[start : start + 10_000])
        while found.connection.llen(keys.parked("medium", "bench-io")) < parked:
            claim_next(found.connection)
        after = _figures(found)
    print(f"{'':34}{'empty':>10}{f'{waiting:,} waiting, {parked:,} parked':>40}")
    for name, value in before.items():
        print(f"{name:34}{value:>10.3f}{after[name]:>40.3f}")


def _finished_bytes(found: Setting) -> float:
    count = scaled(10_000)
    found.connection.flushall()
    found.connection.config_resetstat()
    base = int(found.connection.info("memory")["used_memory"])
    enqueue_many(found.connection, "bench-noop", [{}] * count)
    with found.worker("--burst") as worker:
        worker.wait()
    return (int(found.connection.info("memory")["used_memory"]) - base) / count


def _figures(found: Setting) -> dict[str, float]:
    return {
        "queue statistics, ms (target 2)": _median_ms(lambda: read_queues(found.connection, utc_now())),
        "enqueue and claim, ms": _median_ms(lambda: _in_and_out(found)),
    }


def _in_and_out(found: Setting) -> None:
    enqueue(found.connection, "bench-noop", {})
    claim_next(found.connection)


def _median_ms(work: object, count: int = 200) -> float:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        work()  # type: ignore[operator]
        times.append(time.perf_counter() - started)
    return sorted(times)[count // 2] * 1000
