"""The status of a component, and the overall status of all components."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

WORST_FIRST = ("unhealthy", "degraded", "healthy")
"""`unknown` decides nothing: what cannot be looked at is explained by what stands in the way."""

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Component:
    """One part's verdict: `healthy`, `degraded`, `unhealthy` or `unknown`, and why in words."""

    name: str
    status: str
    message: str
    response_time_milliseconds: float | None = None
    pool_wait_milliseconds: float | None = None
    """How long a connection was waited for, apart from the time of the question."""
    insufficient_data: bool = False
    """There were too few events for a verdict: the numbers are shown, and the status does not follow from them."""
    reason: str = ""
    """`timeout` for a check that did not end in time."""
    age_seconds: float = 0.0
    """How long ago another process saw it."""
    details: dict[str, Any] = field(default_factory=dict)
    """The numbers behind the verdict, under their names in the API."""


def worst(components: Iterable[Component]) -> str:
    """Return the overall status: that of the worst part."""
    statuses = {component.status for component in components}
    return next((status for status in WORST_FIRST if status in statuses), "healthy")
