"""Finds processes that run but do not respond, for example suspended or deadlocked ones."""

from collections.abc import Sequence
from pathlib import Path

from fsp.cli.up.liveness import Liveness
from fsp.cli.up.process import Process

START_SECONDS = 60.0
"""The time limit for the first response of a process."""

MAX_GAP_SECONDS = 5.0
"""If the supervisor did not check for longer, because it was suspended itself, it has missed responses."""

REDIS_SILENT_SECONDS = 10.0


class HangWatch:
    """Records when each process last responded. Processes that need Redis are not judged while Redis is down."""

    def __init__(self) -> None:
        self.redis: Liveness | None = None
        self._redis_at = 0.0
        self._heard: dict[str, tuple[float, float, bool]] = {}
        """Name → (when it was started, when it last answered, whether it has since that start)."""
        self._looked_at: float | None = None

    def find_hung(self, processes: Sequence[Process], now: float) -> list[tuple[Process, float]]:
        """Return the processes that have not responded within their limit, and for how many seconds."""
        gap = now - self._looked_at if self._looked_at is not None else 0.0
        self._looked_at = now
        if self.redis is None or self.redis.has_answered():
            self._redis_at = now
        hung = []
        for process in processes:
            if process.liveness is None or process.running is None:
                continue
            started, last_response, has_answered = self._heard.get(process.name, (0.0, 0.0, False))
            if started != process.started_at:
                started, last_response, has_answered = process.started_at, now, False
            if process.liveness.has_answered() and not is_stopped(process.running.pid):
                last_response, has_answered = now, True
            elif gap > MAX_GAP_SECONDS or (process.needs_redis and now - self._redis_at > REDIS_SILENT_SECONDS):
                last_response = now
            silent = now - last_response
            if silent > self._patience(process.liveness, has_answered=has_answered):
                # A process that survives even a kill is reported once per interval, not at each check.
                hung.append((process, silent))
                last_response = now
            self._heard[process.name] = (started, last_response, has_answered)
        return hung

    def has_heard(self, process: Process) -> bool:
        """Return whether this process has responded since it was started."""
        started, _, has_answered = self._heard.get(process.name, (0.0, 0.0, False))
        return has_answered and started == process.started_at

    def _patience(self, liveness: Liveness, *, has_answered: bool) -> float:
        return liveness.hung_after_seconds if has_answered else max(START_SECONDS, liveness.hung_after_seconds)


def is_stopped(pid: int) -> bool:
    """Return whether this process was suspended by a signal. Its children may still respond."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in {"T", "t"}
