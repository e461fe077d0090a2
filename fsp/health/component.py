"""The status of a component, and the overall status of all components."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

WORST_FIRST = ("unhealthy", "degraded", "healthy")
"""`unknown` does not count: a component that cannot be checked is explained by what prevents the check."""

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Component:
    """One part's verdict: `healthy`, `degraded`, `unhealthy` or `unknown`, and why in words."""

    name: str
    status: str
    message: str
    response_time_milliseconds: float | None = None
    pool_wait_milliseconds: float | None = None
    """How long a connection was awaited, separate from the time of the query."""
    insufficient_data: bool = False
    """There were too few events. The numbers are shown, but do not affect the status."""
    reason: str = ""
    """`timeout` for a check that did not finish in time."""
    age_seconds: float = 0.0
    """The age of a result from another process."""
    details: dict[str, Any] = field(default_factory=dict)
    """The numbers behind the status, with their names in the API."""


def worst(components: Iterable[Component]) -> str:
    """Return the overall status: that of the worst component."""
    statuses = {component.status for component in components}
    return next((status for status in WORST_FIRST if status in statuses), "healthy")
