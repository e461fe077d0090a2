"""The one Lua call per job: record the result of the last job and claim the next. Threads share the call."""

from collections.abc import Mapping
from socket import gethostname
from typing import Any, cast

import redis
from rq.defaults import RQ_KEY_PREFIX

from fsp.clock import in_rq_format, utc_now
from fsp.jobs.registry import all_job_types, gate_rules
from fsp.redis_ops import gate_keys, keys
from fsp.redis_ops.scripts import script
from fsp.stored import exact_text_of, loaded, raw_of
from fsp.worker.attempt_result import AttemptResult
from fsp.worker.claim import Claim, claim_of
from fsp.worker.finish_arguments import ending_argument
from fsp.worker.group_commit import Turn
from fsp.worker.log_entry import log_entry

HOST = gethostname()

CLAIMED_FIELDS = (
    *(b"fsp_type", b"fsp_arguments", b"fsp_attempt", b"fsp_failures", b"fsp_requested", b"fsp_enqueued_ms"),
    *(b"enqueued_at", b"timeout", b"fsp_labels", b"fsp_gates"),
    *(b"", b"", b"", b""),
    b"fsp_steps",
)
"""The fields of a job that lua/claim.lua returns, in its order. Reading all fields would take twice as long.

Fields without a name are for the script itself.
"""

MIN_WAIT_SECONDS = 0.01
"""A gate may be due that another thread is checking."""

CALL_AGAIN: list[Any] = []
"""The claim script's answer when it has blocked many jobs and there may be more."""

STALE, RECORDED, IS_POISON = 0, 1, 2
"""The finish script's answers: the attempt no longer held the job; recorded; crashed too often, dead-letter it."""


class JobFetcher:
    """Finishes and claims jobs for the threads of a worker."""

    def __init__(
        self,
        connection: redis.Redis,
        *,
        worker: str,
        queues: list[str],
        lease_seconds: int,
        version: str = "",
        is_strict: bool = False,
    ) -> None:
        self._connection = connection
        types = all_job_types()
        keyed = _gate_lines()
        limits = _lines({job_type.name: job_type.concurrency for job_type in types} | keyed)
        # Strict priority has no maximum wait.
        waits = _lines({job_type.name: job_type.max_wait_seconds * 1000 for job_type in types if not is_strict})
        self._claim_fields = {
            b"worker_name": worker.encode(),
            b"fsp_host": HOST.encode(),
            b"fsp_version": version.encode(),
        }
        self._before_now: list[Any] = [lease_seconds * 1000, worker]
        time_based = _lines({job_type.name: 1 for job_type in types if job_type.is_time_based})
        self._after_now: list[Any] = [limits, waits, RQ_KEY_PREFIX, HOST, version]
        self._after_clock: list[Any] = [time_based, *queues]

    def next(self, last: tuple[Claim, AttemptResult] | None = None) -> tuple[int, Claim | None]:
        """Record the last result, if there is one, and lease the next job that may run, if there is one."""
        turn = Turn(last=last, finishing=finish_arguments(*last, now=in_rq_format(utc_now())) if last else [])
        self.send([turn])
        return RECORDED if turn.recorded is None else turn.recorded, self.claim_of(turn) if turn.claimed else None

    def send(self, turns: list[Turn], *, is_claiming: bool = True) -> None:
        """Record the results of all turns and claim a job for each, in one round trip.

        A result that could not be recorded among others has None for an answer. Sent alone, it raises its own error.
        """
        finishing = [turn for turn in turns if turn.finishing]
        arguments = [part for turn in finishing for part in turn.finishing]
        claim_count = len(turns) if is_claiming else 0
        clock = utc_now()
        now = in_rq_format(clock)
        own_ms = int(clock.timestamp() * 1000)
        rules = [*self._before_now, now, *self._after_now, own_ms, *self._after_clock]
        recorded, claims = self._call([len(finishing), *arguments, claim_count, *rules])
        for turn in turns:
            turn.recorded = RECORDED
        for turn, answer in zip(finishing, recorded, strict=True):
            turn.recorded = answer
        while claims and claims[-1] == CALL_AGAIN:
            claims.pop()
            claims += self._call([0, claim_count - len(claims), *rules])[1]
        for turn, claimed in zip(turns, claims, strict=False):
            turn.claimed, turn.now = claimed, now

    def claim_of(self, turn: Turn) -> Claim:
        """Return what a turn has claimed."""
        job_id, token, queue, started_ms, values = turn.claimed
        fields = {
            name: raw_of(str(value))
            for name, value in zip(CLAIMED_FIELDS, values, strict=False)
            if value is not False and name
        }
        fields.update(self._claim_fields)
        fields[b"started_at"], fields[b"fsp_started_ms"] = turn.now.encode(), b"%d" % started_ms
        return claim_of(job_id, str(token), queue, fields)

    def wait(self, seconds: int) -> None:
        """Wait until a job arrives, a gate is due to be checked, or the time is over."""
        with self._connection.pipeline(transaction=False) as pipeline:
            pipeline.zrange(gate_keys.GATES_DUE, 0, 0, withscores=True)
            pipeline.time()
            due, (now, microseconds) = pipeline.execute()
        seconds_until_due = due[0][1] / 1000 - now - microseconds / 1e6 if due else seconds
        self._connection.blpop([keys.WAKE], timeout=min(seconds, max(seconds_until_due, MIN_WAIT_SECONDS)))

    def _call(self, args: list[Any]) -> tuple[list[int | None], list[Any]]:
        answer = cast(bytes, script("finish", "claim")(args=args, client=self._connection))
        # Other tools may store fields in a job's hash that are not UTF-8.
        recorded, claims = loaded(exact_text_of(answer))
        return recorded, claims

    def finish(self, claim: Claim, result: AttemptResult) -> int:
        """Record the last result and claim nothing; another worker takes the free slot."""
        return finish(self._connection, claim, result)


def finish(connection: redis.Redis, claim: Claim, result: AttemptResult) -> int:
    """Record a result alone; return STALE, RECORDED or IS_POISON."""
    args = finish_arguments(claim, result, now=in_rq_format(utc_now()))
    answer = int(cast(int, script("finish")(args=args, client=connection)))
    connection.lpush(keys.WAKE, 1)
    return answer


def _gate_lines() -> dict[str, int | str]:
    """Return the limits and rates of keyed gates as the claim script reads them."""
    rules = gate_rules()
    limits = {f"|{name}": gate.limit for name, gate in rules.items() if gate.limit is not None}
    return limits | {f"|{name}#rate": gate.rate.stored for name, gate in rules.items() if gate.rate is not None}


def _lines(numbers: Mapping[str, int | str]) -> str:
    return "\n" + "".join(f"{name}={number}\n" for name, number in numbers.items())


def finish_arguments(claim: Claim, result: AttemptResult, *, now: str) -> list[Any]:
    """Return the two arguments of lua/finish.lua. `now` is a time in RQ's format."""
    return [ending_argument(claim, result, now=now), log_entry(claim, result)]
