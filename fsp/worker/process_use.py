"""What a process uses according to /proc: memory and CPU time; None without /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

USER_TICKS_FIELD, SYSTEM_TICKS_FIELD, PAGES_FIELD = 11, 12, 21
"""Positions in /proc/<pid>/stat after the name, which may contain spaces. Source: proc_pid_stat(5)."""


@dataclass(frozen=True)
class ProcessUse:
    """Resident memory now, and CPU seconds since the process started."""

    memory_bytes: int
    cpu_seconds: float


def read_use(pid: int) -> ProcessUse | None:
    """Return what a process uses, or None if it has exited or the system does not provide it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks = int(fields[USER_TICKS_FIELD]) + int(fields[SYSTEM_TICKS_FIELD])
        memory_bytes = int(fields[PAGES_FIELD]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return None
    return ProcessUse(memory_bytes, ticks / os.sysconf("SC_CLK_TCK"))
