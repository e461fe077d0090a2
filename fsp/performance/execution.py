"""One finished run of a job, with its timing data."""

from dataclasses import dataclass

PLATFORM_PREFIX = "platform:"
"""A step with this prefix waits for a platform: `platform:wordpress`."""


@dataclass(frozen=True)
class Step:
    """A named part of a run."""

    name: str
    seconds: float

    @property
    def platform(self) -> str | None:
        """The platform that the step waits for, if its name contains one."""
        if not self.name.startswith(PLATFORM_PREFIX):
            return None
        return self.name.removeprefix(PLATFORM_PREFIX) or None


@dataclass(frozen=True)
class Execution:
    """How long a job waited and ran, where its time went, and what it used. Unmeasured values are None."""

    job_type: str
    job_id: str
    run_seconds: float
    wait_seconds: float = 0.0
    steps: tuple[Step, ...] = ()
    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None
