"""The durable steps of one attempt in Redis: earlier results are read once, and each new one is written at its end."""

import json
import logging
import threading
import time
from functools import partial
from typing import cast

import redis
from redis.exceptions import RedisError
from rq.defaults import RQ_KEY_PREFIX

from fsp.errors import InvalidStep, LeaseLost
from fsp.jobs.durable_step import MAX_ALL_BYTES, MAX_STEPS
from fsp.jobs.labels import PARENT
from fsp.jobs.replay_id import is_replay, root_job_id
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS
from fsp.redis_ops import keys
from fsp.redis_ops.scripts import script
from fsp.security.redaction import redact_text
from fsp.stored import FAULTS, Raw, object_of, read_or, text_of
from fsp.worker.claim import Claim
from fsp.worker.outage import once_redis_answers
from fsp.worker.slots import Slots

log = logging.getLogger(__name__)

STALE, RECORDED, TOO_MANY = 0, 1, 2
"""The responses of the step script."""

ERROR_CHARACTERS = 500


class KeptSteps:
    """Keeps the results of one attempt; those of a job that has kept none yet are not looked for.

    A job may run several steps at the same time, in threads.
    """

    def __init__(self, connection: redis.Redis, claim: Claim, slots: Slots, slot: int) -> None:
        self._connection, self._claim, self._slots, self._slot = connection, claim, slots, slot
        self._lineage = root_job_id(claim.job_id)
        self._results: dict[str, str] | None = None if _may_have_results(claim) else {}
        self._starts_over = self._results is not None
        self._lock = threading.Lock()

    def find(self, name: str) -> str | None:
        """Return the result that an earlier attempt kept; waits for a Redis that is down."""
        with self._lock:
            if self._results is None:
                self._results = once_redis_answers(self._load) or {}
            return self._results.get(name)

    def begin(self, name: str) -> None:
        """Record that the step begins. The worker shows steps longer than a second."""
        self._slots.begin_step(self._slot, self._claim.token, name, time.monotonic())

    def keep(self, name: str, result: str, seconds: float) -> None:
        """Store the result. Waits for a Redis that is down, for as long as the job may run."""
        self._slots.end_step(self._slot)
        answer = once_redis_answers(partial(self._write, "kept", name, result, seconds))
        if answer == STALE:
            raise LeaseLost(
                f'The step "{name}" ended after the job {self._claim.job_id} had passed to another attempt.'
            )
        if answer == TOO_MANY:
            raise InvalidStep(
                f'No room for the result of the step "{name}": a job can have {MAX_STEPS} steps, whose results take '
                f"up to {MAX_ALL_BYTES} bytes together. Keep large things in an item or a file and return its id."
            )

    def fail(self, name: str, error: str, seconds: float) -> None:
        """Record that the step failed. It is only displayed, so a Redis that is down is ignored."""
        self._slots.end_step(self._slot)
        try:
            self._write("failed", name, redact_text(error)[:ERROR_CHARACTERS], seconds)
        except (RedisError, UnicodeEncodeError) as fault:
            log.warning("failed step not noted", extra={"step": name, "error": str(fault)})

    def _load(self) -> dict[str, str]:
        with self._connection.pipeline(transaction=False) as pipeline:
            pipeline.hgetall(keys.step_results(self._lineage))
            # A dead letter may be replayed on the last day of its results.
            pipeline.expire(keys.step_results(self._lineage), FAILURE_TTL_SECONDS)
            pipeline.expire(keys.steps(self._lineage), FAILURE_TTL_SECONDS)
            results = cast(dict[bytes, bytes], pipeline.execute()[0])
        self._starts_over = not _fit(results.pop(b"", None), self._claim)
        if self._starts_over:
            return {}
        return {text_of(name): text_of(result) for name, result in results.items() if _is_json(result)}

    def _write(self, state: str, name: str, text: str, seconds: float) -> int:
        if not self._starts_over:
            return self._send(state, name, text, seconds, starts_over=False)
        # Only the first one drops earlier results, and no other may be recorded meanwhile.
        with self._lock:
            answer = self._send(state, name, text, seconds, starts_over=self._starts_over)
            self._starts_over = self._starts_over and answer != RECORDED
            return answer

    def _send(self, state: str, name: str, text: str, seconds: float, *, starts_over: bool) -> int:
        claim = self._claim
        args: list[str | int | float] = [
            *(RQ_KEY_PREFIX, claim.job_id, claim.token, self._lineage),
            *(state, name, round(seconds, 6), FAILURE_TTL_SECONDS, text),
            *(int(starts_over), MAX_STEPS, MAX_ALL_BYTES),
        ]
        return int(cast(int, script("step")(args=args, client=self._connection)))


def note_running(connection: redis.Redis, job_id: str, token: str, *, name: str, seconds: float) -> None:
    """Show that an attempt is in a step, unless the job belongs to another attempt."""
    args: list[str | int | float] = [
        *(RQ_KEY_PREFIX, job_id, token, root_job_id(job_id)),
        *("running", name, round(seconds, 6), FAILURE_TTL_SECONDS, ""),
        *(0, MAX_STEPS, MAX_ALL_BYTES),
    ]
    script("step")(args=args, client=connection)


def _may_have_results(claim: Claim) -> bool:
    """Return whether there may be results: of an earlier attempt, of the replayed job, or of the repeated one."""
    return (
        b"fsp_steps" in claim.fields
        or is_replay(claim.job_id)
        or f'"{PARENT}:'.encode() in claim.fields.get(b"fsp_labels", b"")
    )


def _fit(arguments: Raw, claim: Claim) -> bool:
    """Return whether results belong to the job's arguments. An argument of another code version makes no difference.

    A user may have edited them before a replay.
    """
    if arguments is None:
        return False
    before = read_or(None, object_of, arguments)
    return before is not None and all(
        claim.arguments[name] == value for name, value in before.items() if name in claim.arguments
    )


def _is_json(result: bytes) -> bool:
    try:
        json.loads(result)
    except FAULTS:
        return False
    return True
