"""Killing workers and their children under jobs of several durable steps: what is completed is not run again."""

from bench.chaos.extent import extent
from bench.chaos.kills import kill_along
from bench.chaos.stage import Row, Stage
from fsp.clock import utc_now
from fsp.dead_letters.replay import replay
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import keys
from fsp.stores import db

JOBS, KILLS = extent(300, 1000), extent(60, 500)
STEPS, WORKERS = 5, 6


def steps_under_kills(stage: Stage) -> Row:
    """Kill workers while jobs of five steps drain, then replay what they killed three times."""
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-steps", [{"number": n} for n in range(JOBS)])]
    stage.start(WORKERS)
    kill_along(stage, KILLS, JOBS, stage.worker)
    _, lost = stage.settle(ids, seconds=180)
    letters = db.session.query(DeadLetterQueue).all()
    replays = [replay(stage.connection, letter, by="chaos", now=utc_now()) for letter in letters]
    _, open_ = stage.settle(replays, seconds=60)
    again = stage.connection.llen("chaos:ran-again")
    runs, stored = stage.number("chaos:step-runs"), sum(_kept(stage, job_id) for job_id in ids)
    measured = (
        f"{again} completed steps ran again, {stored} of {JOBS * STEPS} kept, {runs - stored} begun and not completed, "
        f"{lost + open_} jobs lost, {len(replays)} replayed"
    )
    is_met = not again and not lost and not open_ and stored == JOBS * STEPS and runs - stored <= KILLS
    return Row(f"{JOBS} jobs of {STEPS} durable steps, {KILLS} kills", measured, f"0, all, <= {KILLS}, 0", is_met)


def _kept(stage: Stage, job_id: str) -> int:
    # One entry is the job's arguments.
    return max(0, int(stage.connection.hlen(keys.step_results(job_id))) - 1)
