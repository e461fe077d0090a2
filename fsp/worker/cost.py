"""The cost of an attempt: CPU seconds, and peak memory if no other job shares the process."""

import os
import resource
import time
from dataclasses import dataclass
from typing import Protocol

RESET_PEAK = b"5"
"""Written to /proc/self/clear_refs, it resets the peak to the current use. Source: proc_pid_clear_refs(5)."""

UNIT_BYTES = 1024
"""ru_maxrss counts kibibytes on Linux. Source: getrusage(2)."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one attempt, and the process's peak memory during it; None if other jobs share the process."""

    cpu_seconds: float = 0.0
    peak_bytes: int | None = None


class Meter(Protocol):
    """Measures one attempt at a time."""

    def begin(self) -> None:
        """Start to measure."""

    def end(self) -> Cost:
        """Return what was used since."""


class ProcessMeter:
    """For a process that runs one job at a time: all of its use belongs to the job, including programs it starts."""

    def __init__(self) -> None:
        try:
            self._reset = os.open("/proc/self/clear_refs", os.O_WRONLY | os.O_CLOEXEC)
        except OSError:
            # Otherwise an earlier job's peak would be attributed to this one.
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
    """For one of several threads: its own CPU seconds. Memory is shared and not attributable."""

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
