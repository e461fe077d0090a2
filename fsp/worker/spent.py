"""What an attempt used: duration, cost and steps."""

from dataclasses import dataclass, field
from typing import Any

from fsp.fast_json import json_text
from fsp.jobs.error_text import escaped
from fsp.jobs.progress import Step
from fsp.worker.cost import Cost

MAX_STEPS = 50


@dataclass(frozen=True)
class Spent:
    """What an attempt used: duration, cost and steps."""

    run_seconds: float = 0.0
    cost: Cost = field(default_factory=Cost)
    steps: tuple[Step, ...] = ()

    @property
    def as_json(self) -> str:
        """What the job's page shows of it, and its history; written once."""
        # Without the lock of `cached_property`, which costs as much as the serialisation.
        written: str | None = self.__dict__.get("_json")
        if written is None:
            written = self.__dict__["_json"] = json_text(self._fields())
        return written

    def _fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"cpu_seconds": round(self.cost.cpu_seconds, 6)}
        if self.cost.peak_bytes is not None:
            fields["peak_bytes"] = self.cost.peak_bytes
        if self.steps:
            fields["steps"] = [
                {"name": escaped(step.name), "seconds": round(step.seconds, 6)} for step in self.steps[:MAX_STEPS]
            ]
        return fields


NOTHING = Spent()
