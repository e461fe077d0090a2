"""The one Lua call a job costs: record how the last one ended and claim the next."""

import json
from base64 import b64encode
from socket import gethostname
from typing import Any, cast

import redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from fsp.clock import utc_now
from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.registry import all_job_types, find_job_type
from fsp.jobs.size import has_size_classes, size_class_of
from fsp.metrics.counters import bucket_label
from fsp.metrics.sketch import bucket_index
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS, compressed
from fsp.redis_ops import keys
from fsp.redis_ops.scripts import script
from fsp.stored import exact_text_of, raw_of
from fsp.worker.attempt_result import Ending
from fsp.worker.claim import POISON_CRASHES, Claim, claim_of

HOST = gethostname()

TOLD = (
    *(b"fsp_type", b"fsp_arguments", b"fsp_attempt", b"fsp_failures", b"fsp_requested", b"fsp_enqueued_ms"),
    *(b"enqueued_at", b"timeout", b"fsp_labels"),
)
"""The fields of a job that lua/claim.lua tells, in its order; to read them all would cost twice the time."""

CALL_AGAIN = b"[]"
"""The claim script's answer when it has parked many jobs and there may be more."""

STALE, RECORDED, IS_POISON = 0, 1, 2
"""The finish script's answers: the job had passed on; it is recorded; it has crashed too often, bury it."""


class Cycle:
    """Finishes and claims for one thread of one worker; the rules of the job types are read once."""

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
        limits = _lines({found.name: found.concurrency for found in all_job_types()})
        # In strict priority no wait is the longest, however long.
        waits = _lines({found.name: found.max_wait_seconds * 1000 for found in all_job_types() if not is_strict})
        self._known = {b"worker_name": worker.encode(), b"fsp_host": HOST.encode(), b"fsp_version": version.encode()}
        self._before_now: list[Any] = [lease_seconds * 1000, worker]
        time_based = _lines({found.name: 1 for found in all_job_types() if found.is_time_based})
        self._after_now: list[Any] = [limits, waits, RQ_KEY_PREFIX, HOST, version]
        self._after_clock: list[Any] = [time_based, *queues]

    def next(self, last: tuple[Claim, Ending] | None = None) -> tuple[int, Claim | None]:
        """Record the last ending, if there is one, and lease the next job that may run, if there is one."""
        clock = utc_now()
        now = utcformat(clock)
        finishing = finish_arguments(*last, now=now) if last else []
        own_ms = int(clock.timestamp() * 1000)
        claiming = [*self._before_now, now, *self._after_now, own_ms, *self._after_clock]
        answer = self._call([len(finishing), *finishing, *claiming])
        recorded, claimed = int(answer[:1]), answer[1:]
        while claimed == CALL_AGAIN:
            claimed = self._call([0, *claiming])[1:]
        return recorded, self._read(claimed, now) if claimed else None

    def _read(self, claimed: bytes, now: str) -> Claim:
        # What other tools put into a job's hash need not be UTF-8.
        job_id, token, queue, started_ms, told = json.loads(exact_text_of(claimed))
        fields = {name: raw_of(str(value)) for name, value in zip(TOLD, told, strict=False) if value is not False}
        fields |= self._known | {b"started_at": now.encode(), b"fsp_started_ms": b"%d" % started_ms}
        return claim_of(job_id, str(token), queue, fields)

    def wait(self, seconds: int) -> None:
        """Wait until there may be something to claim, or the time is over."""
        self._connection.blpop([keys.WAKE], timeout=seconds)

    def _call(self, args: list[Any]) -> bytes:
        return cast(bytes, script("finish", "claim")(args=args, client=self._connection))

    def finish(self, claim: Claim, ending: Ending) -> int:
        """Record the last ending and claim nothing; another worker takes the free slot."""
        return finish(self._connection, claim, ending)


def finish(connection: redis.Redis, claim: Claim, ending: Ending) -> int:
    """Record an ending alone; return STALE, RECORDED or IS_POISON."""
    args = finish_arguments(claim, ending, now=utcformat(utc_now()))
    answer = int(cast(int, script("finish")(args=args, client=connection)))
    connection.lpush(keys.WAKE, 1)
    return answer


def finish_arguments(claim: Claim, ending: Ending, *, now: str) -> list[Any]:
    """Return what lua/finish.lua takes."""
    circuit = _circuit(claim.job_type)
    keep = RESULT_TTL_SECONDS if ending.action in {"success", "cancel"} else FAILURE_TTL_SECONDS
    args: list[Any] = [RQ_KEY_PREFIX, raw_of(claim.job_id), claim.token, claim.queue, claim.job_type]
    args += [ending.action, ending.outcome, now, _due(ending), keep, ending.error, ending.summary]
    run_seconds = ending.spent.run_seconds
    args += [run_seconds, bucket_label(run_seconds), ending.lesson]
    args += [circuit.failures, circuit.open_seconds * 1000, "" if circuit.ratio is None else circuit.ratio]
    args += [circuit.window_seconds * 1000, circuit.minimum, POISON_CRASHES]
    wait_seconds = claim.first_wait_seconds
    args += [ending.spent.as_json, bucket_index(run_seconds), "" if wait_seconds is None else wait_seconds]
    args += ["" if wait_seconds is None else bucket_index(wait_seconds), ending.spent.cost.cpu_seconds]
    args += [_rq_result(ending), _size(claim), "" if wait_seconds is None else bucket_label(wait_seconds)]
    return [*args, ending.spent.cost.peak_bytes or 0]


def _due(ending: Ending) -> str | float:
    """Return when the job is due again: a delay from now on Redis's clock, as this worker's own may be wrong."""
    return ending.due_at if ending.delay_seconds is None else f"+{ending.delay_seconds}"


def _size(claim: Claim) -> str:
    """Return the size class of the job's input as the ring takes it; nothing for a type with one class."""
    size_class = size_class_of(claim.job_type, claim.arguments) if has_size_classes(claim.job_type) else ""
    return f";{size_class}" if size_class else ""


def _rq_result(ending: Ending) -> str:
    """Return the result, or the traceback, as RQ's own `Result` would write it; nothing for None, as there."""
    if ending.action == "success":
        return "" if ending.result == "null" else b64encode(ending.result.encode()).decode()
    return b64encode(compressed(ending.error_traceback.encode())).decode() if ending.error_traceback else ""


def _lines(numbers: dict[str, int]) -> str:
    return "\n" + "".join(f"{name}={number}\n" for name, number in numbers.items())


def _circuit(job_type: str) -> Circuit:
    found = find_job_type(job_type)
    return found.circuit if found else DEFAULT_CIRCUIT
