"""Schemas of health in the API."""

from typing import Any

from pydantic import Field

from fsp.health.component import Component
from fsp.shape import Shape, WholeSecond, derived
from fsp.web.schema import also_as

ComponentShape = derived(Component, "ComponentShape")


class SeenShape(Shape):
    """The last known state of a component."""

    name: str
    status: str
    age_seconds: float


@also_as("application/health+json")
class HealthShape(Shape):
    """The health of FSP. Without an account only the status."""

    status: str = Field(description="healthy, degraded or unhealthy; pass, warn or fail as application/health+json")
    timestamp: WholeSecond | None = None
    reason: str = Field("", description="`stopping` while the process stops; what to do if fsp migrate was not run")
    uptime_seconds: float = 0
    age_seconds: float = Field(0, description="How long ago the components were checked")
    components: list[ComponentShape | SeenShape] = []  # type: ignore[valid-type]
    summary: dict[str, int] = {}
    output: str = Field("", description="What to do if fsp migrate was not run; only as application/health+json")
    checks: dict[str, list[dict[str, Any]]] = Field({}, description="Only as application/health+json")


class AliveShape(Shape):
    """Whether the process is alive, and the last known states of the components."""

    status: str = Field(
        description="The worst state of the components within 60 s; the code is 503 only while the process stops"
    )
    reason: str = Field("", description="`stopping` while the process stops")
    components: list[SeenShape] = []


class HealthQuery(Shape):
    """How much to check."""

    quick: bool = Field(
        default=False, description="Make no dependency checks: whether the process is alive, and the last known states"
    )


class PartPath(Shape):
    """The component."""

    part: str = Field(max_length=30, description="database, redis, jobs or platforms")
