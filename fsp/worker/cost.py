"""What an attempt cost: CPU seconds, and the most memory where that can be told apart from other jobs'."""

import os
import resource
import time
from dataclasses import dataclass
from typing import Protocol

RESET_PEAK = b"5"
"""Written to /proc/self/clear_refs it sets the peak back to what is used now. Source: proc_pid_clear_refs(5)."""

UNIT_BYTES = 1024
"""ru_maxrss counts kibibytes on Linux. Source: getrusage(2)."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one attempt, and the process's peak memory meanwhile; None where other jobs share the process."""

    cpu_seconds: float = 0.0
    peak_bytes: int | None = None


class Meter(Protocol):
    """Measures one attempt at a time."""

    def begin(self) -> None:
        """Start to measure."""

    def end(self) -> Cost:
        """Return what was used since."""


class ProcessMeter:
    """For a process that runs one job at a time: all it uses is the job's, programs it starts included."""

    def __init__(self) -> None:
        try:
            self._reset = os.open("/proc/self/clear_refs", os.O_WRONLY | os.O_CLOEXEC)
        except OSError:
            # Without it an earlier job's peak would be taken for this one's.
            self._reset = -1
        self._started = 0.0

    def begin(self) -> None:
        """Start to measure."""
        if self._reset >= 0:
            os.pwrite(self._reset, RESET_PEAK, 0)
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        self._started = _cpu_seconds(own, children)

    def end(self) -> Cost:
        """Return what was used since."""
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        peak_bytes = own.ru_maxrss * UNIT_BYTES if self._reset >= 0 else None
        return Cost(_cpu_seconds(own, children) - self._started, peak_bytes)


class ThreadMeter:
    """For one of several threads: its own CPU seconds; memory is shared and cannot be told apart."""

    def __init__(self) -> None:
        self._started = 0.0

    def begin(self) -> None:
        """Start to measure."""
        self._started = time.thread_time()

    def end(self) -> Cost:
        """Return what was used since."""
        return Cost(time.thread_time() - self._started)


def _cpu_seconds(own: resource.struct_rusage, children: resource.struct_rusage) -> float:
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
