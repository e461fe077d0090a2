"""The shapes of targets in the API."""

from datetime import datetime

from pydantic import Field

from fsp.targets.target import Side, Unit, Verdict
from fsp.web.schema import Shape


class LimitShape(Shape):
    """What the value is to be."""

    side: Side
    limit: float


class TargetShape(Shape):
    """One target with its value, window and number of measurements."""

    name: str
    title: str
    value: float | None
    unit: Unit
    target: LimitShape
    verdict: Verdict
    window: str
    n: int | None
    least_n: int = Field(description="Fewer measurements give no verdict")
    note: str


class TargetListShape(Shape):
    """Every target, and how many are met."""

    timestamp: datetime
    targets: list[TargetShape]
    summary: dict[Verdict, int]
