"""A network and a clock that cannot be relied on: R10, R20."""

import time
from pathlib import Path

from bench.chaos.proxy import Fault, Proxy
from bench.chaos.stage import Row, Stage, wait_until
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import keys

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
FAULTS = {
    "300 ms latency": Fault(latency_seconds=0.3),
    "5 % resets": Fault(reset_ratio=0.05),
    "black hole": Fault(is_black_hole=True),
    "1 byte/s": Fault(bytes_per_second=1),
}


def r10_skewed_clocks(stage: Stage) -> Row:
    """Run workers whose clocks are 30 s late and 30 s early; kill one of them."""
    if not FAKETIME.exists():
        return Row("R10", "clocks 30 s off", "not run: libfaketime is not installed", "", is_met=False)
    many = [{"number": number, "seconds": 12.0} for number in range(10)]
    ids = [found.job_id for found in enqueue_many(stage.connection, "chaos-long", many)]
    for skew in ("-30", "+30"):
        stage.start(1, threads=5, LD_PRELOAD=str(FAKETIME), FAKETIME=skew)
    wait_until(lambda: stage.statuses(ids).count("started") == 10, 30)
    time.sleep(8)
    reaped_alive = int(stage.connection.hget(keys.COUNTERS, "reaped") or 0)
    stage.workers[0].kill()
    noticed = wait_until(lambda: int(stage.connection.hget(keys.COUNTERS, "reaped") or 0) >= 5, 60)
    _, lost = stage.settle(ids, seconds=60)
    measured = f"{reaped_alive} live jobs reaped, the dead ones after {noticed:.0f} s, {lost} lost"
    return Row("R10", "clocks 30 s off", measured, "0, 60 s, 0", (reaped_alive, lost) == (0, 0) and noticed < 60)


def r20_bad_network(stage: Stage) -> Row:
    """Let workers reach Redis through a proxy that is at fault in four ways, one after another."""
    proxy = Proxy(Path(stage.url.removeprefix("unix://")), stage.chance)
    stage.start(3, threads=2, REDIS_URL=f"redis://127.0.0.1:{proxy.port}")
    ids, recovered = [], {}
    for name, fault in FAULTS.items():
        numbers = range(len(ids), len(ids) + 200)
        done = enqueue_many(stage.connection, "chaos-note", [{"number": number} for number in numbers])
        ids += [found.job_id for found in done]
        proxy.fault = fault
        time.sleep(15)
        proxy.fault = Fault()
        recovered[name] = _until_another_ends(stage, ids)
    _, lost = stage.settle(ids, seconds=120)
    exits = sum(worker.poll() is not None for worker in stage.workers)
    proxy.close()
    slowest = max(recovered, key=lambda name: recovered[name])
    measured = f"{lost} lost, {exits} workers exited, back after at most {recovered[slowest]:.1f} s ({slowest})"
    return Row(
        "R20",
        "4 kinds of bad network, 15 s each",
        measured,
        "0, 0, 10 s",
        not lost and not exits and recovered[slowest] <= 10,
    )


def _ended(stage: Stage, ids: list[str]) -> int:
    return sum(status in {"finished", "failed"} for status in stage.statuses(ids))


def _until_another_ends(stage: Stage, ids: list[str]) -> float:
    before = _ended(stage, ids)
    return wait_until(lambda: not before < len(ids) or _ended(stage, ids) > before, 60)
