"""Schemas of targets in the API."""

from typing import Annotated

from pydantic import Field

from fsp.shape import From, Shape, WholeSecond
from fsp.targets.target import Side, Unit, Verdict


class LimitShape(Shape):
    """The limit of a target."""

    side: Side
    limit: int | float


class TargetShape(Shape):
    """One target with its value, window and number of measurements."""

    name: str
    title: str
    value: int | float | None
    unit: Unit
    target: Annotated[LimitShape, From(LimitShape.of)]
    verdict: Verdict
    window: str
    n: int | None
    least_n: Annotated[int, From("min_n")] = Field(description="The minimum number of measurements for a verdict")
    note: str


class TargetListShape(Shape):
    """All targets, and how many are met."""

    timestamp: WholeSecond
    targets: list[TargetShape]
    summary: dict[Verdict, int]
