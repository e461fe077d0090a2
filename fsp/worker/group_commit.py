"""Sharing a round trip: while one thread's call is under way, the calls of others gather, and go together as the next.

A thread that is alone waits for nobody. The first of those that gathered sends for all of them.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import redis


@dataclass(eq=False, slots=True)
class Turn:
    """One thread's part in a call: what it records, whether it claims, and what it is answered."""

    finishing: list[Any]
    is_claiming: bool = True
    recorded: int | None = None
    """The finish script's answer; None where that failed, and the thread has to call alone."""
    claimed: Any = None
    now: str = ""
    error: BaseException | None = None
    is_answered: bool = False
    latch: threading.Lock = field(default_factory=threading.Lock)


class GroupCommit:
    """The calls of the threads of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Turn] = []
        self._is_sending = False

    def call(self, turn: Turn, send: Callable[[list[Turn]], None]) -> None:
        """Have a turn answered, by this thread's `send` or another's; raise what that call raised."""
        with self._lock:
            must_wait, self._is_sending = self._is_sending, True
            if must_wait:
                turn.latch.acquire()
                self._waiting.append(turn)
        if must_wait:
            # Released once it is answered, or is the one to send.
            turn.latch.acquire()
        if not turn.is_answered:
            self._send(turn, send)
        if turn.error is not None:
            raise turn.error

    def _send(self, own: Turn, send: Callable[[list[Turn]], None]) -> None:
        with self._lock:
            group = [own, *(turn for turn in self._waiting if turn is not own)]
            self._waiting = []
        try:
            send(group)
        except BaseException as error:
            for turn in group:
                # Where its own thread alone is to end, the others call again.
                turn.error = error if isinstance(error, Exception) else redis.exceptions.ConnectionError("interrupted")
            raise
        finally:
            self._pass_on(own, group)

    def _pass_on(self, own: Turn, group: list[Turn]) -> None:
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._is_sending = following is not None
        for turn in group:
            turn.is_answered = True
            if turn is not own:
                turn.latch.release()
        if following is not None:
            following.latch.release()
