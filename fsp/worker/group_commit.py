"""Sharing a round trip: while one thread's call is under way, the turns of others gather, and go together as the next.

A thread that is alone waits for nobody. A job claimed in a shared call that will probably be short gets no thread of
its own: the thread that sent the call runs such jobs one after another, and sends their results together. Waking a
thread costs as much as a short job. If one of them waits for something, another thread takes over at once.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fsp.worker.attempt_result import AttemptResult
from fsp.worker.claim import Claim

SHORT_SECONDS = 0.001
MAX_LONG_SHARE, SMOOTHING = 0.3, 8
"""A job gets no thread of its own if of the last jobs of its type, about eight, fewer than this share took longer."""

HOLD_SECONDS = 0.001
"""How long a result may wait for those of the following short jobs."""

MAX_TYPES = 1000


@dataclass(eq=False, slots=True)
class Turn:
    """One slot's part in a call: what it records, and what it claims."""

    slot: int = 0
    last: tuple[Claim, AttemptResult] | None = None
    finishing: list[Any] = field(default_factory=list)
    """The arguments that record `last`."""
    recorded: int | None = None
    """The finish script's answer; None where that failed, and has to be called alone."""
    claimed: Any = None
    """What the claim script answered for it; None for nothing."""
    now: str = ""
    is_short: bool = False


class GroupCommit:
    """The turns of the slots of one process, and its threads that wait for one.

    Each thread hands a turn in and gets one back, perhaps of another slot, so there is a thread for each turn.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: list[Turn] = []
        self._waiting_since = 0.0
        self._is_sending = False
        self._claimed: deque[Turn] = deque()
        self._idle: list[Turn] = []
        self._parked: list[threading.Lock] = []
        self._woken = 0
        self._long_share: dict[str, float] = {}

    def exchange(self, turn: Turn, send: Callable[[list[Turn]], None]) -> Turn:
        """Hand in a turn; return an answered one, with a job or without.

        `send` answers turns, handles their errors, and is called by one thread at a time.
        """
        with self._lock:
            if not self._waiting:
                self._waiting_since = self._clock()
            self._waiting.append(turn)
            step = self._step()
        while not isinstance(step, Turn):
            if isinstance(step, list):
                step = self._send(step, turn, send)
            else:
                # Released by the thread that needs another.
                step.acquire()
                with self._lock:
                    self._woken -= 1
                    step = self._step()
        return step

    def note_duration(self, job_type: str, seconds: float) -> None:
        """Remember whether a job was long. One that a busy machine held up is not yet typical of its type."""
        share = self._long_share.get(job_type)
        if share is None:
            if len(self._long_share) >= MAX_TYPES:
                return
            share = 1.0
        self._long_share[job_type] = share + ((seconds >= SHORT_SECONDS) - share) / SMOOTHING

    def _step(self) -> "Turn | list[Turn] | threading.Lock":
        """Return what this thread does next: run a claimed job or go idle, send a group, or wait for a lock."""
        step: Turn | list[Turn] | threading.Lock
        if self._claimed and (not self._waiting or self._is_sending or self._may_hold(self._claimed[0])):
            step = self._claimed.popleft()
        elif self._waiting and not self._is_sending:
            step, self._waiting, self._is_sending = self._waiting, [], True
        elif self._idle:
            step = self._idle.pop()
        else:
            step = threading.Lock()
            step.acquire()
            self._parked.append(step)
            return step
        if self._parked:
            self._wake()
        return step

    def _may_hold(self, following: Turn) -> bool:
        """Return whether results may wait while this thread runs the following job."""
        return following.is_short and self._clock() - self._waiting_since < HOLD_SECONDS

    def _wake(self) -> None:
        """Wake a thread for each long job and each idle slot, and one for all that this thread may have no time for."""
        short = sum(turn.is_short for turn in self._claimed)
        needed = len(self._claimed) - short + len(self._idle)
        if short or (self._waiting and not self._is_sending):
            needed += 1
        while self._woken < needed and self._parked:
            self._parked.pop().release()
            self._woken += 1

    def _send(
        self, group: list[Turn], own: Turn, send: Callable[[list[Turn]], None]
    ) -> "Turn | list[Turn] | threading.Lock":
        try:
            send(group)
        except BaseException:
            # This thread ends, and its slot with it. The others call again.
            with self._lock:
                self._is_sending = False
                self._waiting[:0] = [turn for turn in group if turn is not own]
                self._wake()
            raise
        with self._lock:
            self._is_sending = False
            for turn in group:
                if turn.claimed is None:
                    self._idle.append(turn)
                else:
                    turn.is_short = self._is_short(turn.claimed)
                    self._claimed.append(turn)
            return self._step()

    def _is_short(self, claimed: Any) -> bool:
        """Return whether a job is probably short. The first value of a claim is its type."""
        return self._long_share.get(claimed[4][0] or "", 1.0) < MAX_LONG_SHARE
