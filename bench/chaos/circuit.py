"""One circuit for ten processes, and a probe that dies: R18."""

import time
from itertools import pairwise

import psutil

from bench.chaos.stage import START_SECONDS, Row, Stage, wait_until
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue_many
from fsp.stored import text_of

OPEN_SECONDS = 3
PROCESSES = 10
JOBS = 200


def shared_circuit(stage: Stage) -> Row:
    """Let ten processes call what is down; kill the one that probes; the circuit opens for 3 s after 5 failures."""
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-down", [{}] * JOBS)]
    stage.start(PROCESSES)
    wait_until(lambda: stage.connection.llen("chaos:calls") >= 5, START_SECONDS)
    time.sleep(4 * OPEN_SECONDS + 2)
    calls = _calls(stage)
    until_open = [call for call in calls if call - calls[4] < OPEN_SECONDS - 0.5]
    probes = calls[len(until_open) :]
    gaps = [later - earlier for earlier, later in pairwise([until_open[-1], *probes])]
    opened_after = until_open[-1] - calls[4]
    after_kill, at_once = _kill_the_prober(stage)
    untouched = {read_job(stage.connection, job_id).attempt for job_id in ids[-50:]}
    is_met = (
        len(until_open) <= 5 + PROCESSES - 1
        and opened_after <= 1
        and len(probes) >= 2
        and min(gaps) >= OPEN_SECONDS - 0.5
        and at_once == 1
        and after_kill <= 30
        and untouched == {0}
    )
    measured = f"{len(until_open)} calls, the last {opened_after:.2f} s after the 5th; {len(probes)} probes, "
    measured += f">= {min(gaps, default=0):.1f} s apart; prober killed: the next one after {after_kill:.0f} s, "
    measured += f"{at_once} at a time; attempts of waiting jobs {untouched}"
    return Row("circuit over 10 processes", measured, "<= 5 + 9 running, 1 s; 1 each 3 s; 30 s, 1; {0}", is_met)


def _calls(stage: Stage) -> list[float]:
    return [float(moment) for moment in stage.connection.lrange("chaos:calls", 0, -1)]


def _kill_the_prober(stage: Stage) -> tuple[float, int]:
    """Kill the process of a slow probe; return after how long the next one starts, and how many there are then."""
    stage.connection.set("chaos:slow", 1)
    wait_until(lambda: bool(stage.connection.llen("chaos:slow-calls")), 30)
    job_id = text_of(stage.connection.lindex("chaos:slow-calls", 0))
    name = read_job(stage.connection, job_id).worker
    pid = int(stage.connection.hget(f"rq:worker:{name}", "pid") or 0)
    psutil.Process(pid).kill()
    waited = wait_until(lambda: stage.connection.llen("chaos:slow-calls") > 1, 40)
    time.sleep(2)
    return waited, stage.connection.llen("chaos:slow-calls") - 1
