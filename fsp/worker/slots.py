"""What each thread of each child is doing, in memory shared between the worker and its children.

A child may crash at any instruction. This table shows its worker which jobs were affected.
"""

import math
import mmap
import struct
from dataclasses import dataclass

from fsp.storable import MAX_NAME_BYTES
from fsp.stored import text_of

_FORMAT = struct.Struct(f"=dqqq{MAX_NAME_BYTES}s")
"""Deadline on the monotonic clock (0 = idle, infinite = not running), token, successful jobs, failed jobs, job id."""

_COUNTS, _COUNTS_AT = struct.Struct("=qq"), struct.calcsize("=dq")
"""Successful and failed jobs within it, and where they begin."""

_DEADLINE = struct.Struct("=d")

_CANCELLED = struct.Struct("=q")
"""Token of the attempt to cancel. It is separate, because the worker writes it and not the thread."""

_STEP = struct.Struct(f"=qd{MAX_NAME_BYTES}s")
"""Token of the attempt in a step, start of the step on the monotonic clock, its name."""


@dataclass(frozen=True)
class Busy:
    """One claimed attempt. `deadline` is the end of its time limit, on the monotonic clock."""

    slot: int
    job_id: str
    token: str
    deadline: float

    @property
    def is_running(self) -> bool:
        """Return whether the job runs: it may wait for its start, or for its result to be recorded."""
        return self.deadline != math.inf


@dataclass(frozen=True)
class RunningStep:
    """The step of an attempt. `began` is on the monotonic clock."""

    job_id: str
    token: str
    name: str
    began: float


class Slots:
    """A fixed number of slots. Each is written by one thread and read by the worker."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._memory = mmap.mmap(-1, count * (_FORMAT.size + _CANCELLED.size + _STEP.size))

    def claim(self, slot: int, *, job_id: str, token: int | str) -> None:
        """Record that a slot has claimed a job that does not run yet."""
        name = job_id.encode("utf-8", "surrogateescape")
        self._write(slot, math.inf, int(token), *self._counts_of(slot), name)

    def begin(self, slot: int, *, job_id: str, token: str, deadline: float) -> None:
        """Record that a slot's thread starts an attempt."""
        self._write(slot, deadline, int(token), *self._counts_of(slot), job_id.encode())

    def end(self, slot: int, *, has_succeeded: bool) -> None:
        """Count the attempt. The slot stays busy until `idle` or the next `claim` or `begin`."""
        succeeded, failed = self._counts_of(slot)
        counts = succeeded + has_succeeded, failed + (not has_succeeded)
        _COUNTS.pack_into(self._memory, slot * _FORMAT.size + _COUNTS_AT, *counts)
        _DEADLINE.pack_into(self._memory, slot * _FORMAT.size, math.inf)

    def idle(self, slot: int) -> None:
        """Record that a slot's thread is idle."""
        self._write(slot, 0.0, 0, *self._counts_of(slot), b"")

    def cancel(self, slot: int, token: str) -> None:
        """Cancel the attempt with this token, if it is still the slot's."""
        _CANCELLED.pack_into(self._memory, self._place_of_cancelled(slot), int(token))

    def is_cancelled(self, slot: int, token: str) -> bool:
        """Return whether the attempt with this token was cancelled."""
        return bool(_CANCELLED.unpack_from(self._memory, self._place_of_cancelled(slot))[0] == int(token))

    def begin_step(self, slot: int, token: str, name: str, began: float) -> None:
        """Record that a slot's attempt begins a step. Of several concurrent steps the last one is shown."""
        place = self._place_of_step(slot)
        # The token last, because a step without one is not read.
        _STEP.pack_into(self._memory, place, 0, began, name.encode())
        _STEP.pack_into(self._memory, place, int(token), began, name.encode())

    def end_step(self, slot: int) -> None:
        """Record that the step of a slot's attempt has ended."""
        _STEP.pack_into(self._memory, self._place_of_step(slot), 0, 0.0, b"")

    def running_steps(self) -> list[RunningStep]:
        """Return the current steps of attempts."""
        running = []
        for busy in self.busy(range(self.count)):
            token, began, name = _STEP.unpack_from(self._memory, self._place_of_step(busy.slot))
            if str(token) == busy.token:
                running.append(RunningStep(busy.job_id, busy.token, text_of(name.rstrip(b"\0")), began))
        return running

    def busy(self, slots: range) -> list[Busy]:
        """Return the running attempts in these slots."""
        busy = []
        for slot in slots:
            deadline, token, _, _, job_id = self._read(slot)
            if deadline:
                busy.append(Busy(slot, text_of(job_id.rstrip(b"\0")), str(token), deadline))
        return busy

    def counts(self) -> tuple[int, int]:
        """Return the number of successful and failed attempts in all slots."""
        counts = [self._counts_of(slot) for slot in range(self.count)]
        return sum(succeeded for succeeded, _ in counts), sum(failed for _, failed in counts)

    def counts_of(self, slot: int) -> int:
        """Return the number of finished attempts in one slot."""
        succeeded, failed = self._counts_of(slot)
        return succeeded + failed

    def _counts_of(self, slot: int) -> tuple[int, int]:
        return _COUNTS.unpack_from(self._memory, slot * _FORMAT.size + _COUNTS_AT)

    def _place_of_cancelled(self, slot: int) -> int:
        return self.count * _FORMAT.size + slot * _CANCELLED.size

    def _place_of_step(self, slot: int) -> int:
        return self.count * (_FORMAT.size + _CANCELLED.size) + slot * _STEP.size

    def _read(self, slot: int) -> tuple[float, int, int, int, bytes]:
        return _FORMAT.unpack_from(self._memory, slot * _FORMAT.size)

    def _write(self, slot: int, deadline: float, token: int, succeeded: int, failed: int, job_id: bytes) -> None:
        _FORMAT.pack_into(self._memory, slot * _FORMAT.size, deadline, token, succeeded, failed, job_id)
