"""Schemas of performance in the API. Times are in seconds, memory is in bytes."""

from math import exp
from typing import Annotated

from pydantic import Field

from fsp.performance.current import BaselineVersion, Performance
from fsp.performance.resources import ResourceUse
from fsp.performance.slowest import Operation
from fsp.performance.trends import Trend
from fsp.performance.verdict import Verdict
from fsp.shape import From, Shape, TextOrNone, WholeSecond, derived

TrendShape = derived(Trend, "TrendShape")
SlowOperationShape = derived(Operation, "SlowOperationShape")
ResourceUseShape = derived(ResourceUse, "ResourceUseShape")
BaselineVersionShape = derived(
    BaselineVersion, "BaselineVersionShape", began_at=WholeSecond, ended_at=WholeSecond | None
)


class NearestDeployShape(Shape):
    """The deploy nearest to a time."""

    version: str
    at: WholeSecond
    note: str


class SuspectShape(Shape):
    """The run where a slowdown seems to begin."""

    job_id: str
    at: WholeSecond
    version: TextOrNone
    nearest_deploy: Annotated[NearestDeployShape | None, From("deploy")]
    in_words: str


RegressionShape = derived(
    Verdict,
    "RegressionShape",
    level=Annotated[str, From(lambda verdict: verdict.level.name.lower())],
    first_suspect=int | None,
    first_suspect_run=SuspectShape | None,
)


class ImprovementShape(Shape):
    """An improvement that a baseline followed automatically."""

    at: WholeSecond
    percent: float
    before_seconds: float
    after_seconds: float
    in_words: str


def _daily_pattern_percent(performance: Performance) -> list[float] | None:
    pattern = performance.daily_pattern
    return [round((exp(offset) - 1) * 100, 1) for offset in pattern.offsets] if pattern else None


class BaselineShape(Shape):
    """A baseline of run times."""

    state: Annotated[str, From("track.baseline.state")] = Field(description="provisional, growing or stable")
    version: Annotated[int, From("track.baseline.version")]
    runs: Annotated[int, From(lambda performance: len(performance.track.baseline.log_seconds))]
    mean_seconds: Annotated[float, From("track.baseline.stats.mean_seconds")]
    p50_seconds: Annotated[float, From("track.baseline.stats.p50_seconds")]
    p95_seconds: Annotated[float, From("track.baseline.stats.p95_seconds")]
    is_frozen: Annotated[bool, From("track.baseline.is_frozen")] = Field(description="While a regression is suspected")
    code_version: Annotated[str, From("track.baseline.code_version")]
    because: str
    began_at: WholeSecond | None
    followed_improvement: Annotated[ImprovementShape | None, From("improvement")]
    lineage: list[BaselineVersionShape]  # type: ignore[valid-type]
    season_percent: Annotated[list[float] | None, From(_daily_pattern_percent)] = Field(
        description="How much longer runs take in each hour (UTC)"
    )


class JobTypePerformanceShape(Shape):
    """The performance of one job type."""

    job_type: str
    size_class: str
    runs_seen: Annotated[int, From("track.runs_seen")]
    trend: TrendShape  # type: ignore[valid-type]
    baseline: BaselineShape | None
    regression: RegressionShape | None  # type: ignore[valid-type]


class BottleneckShape(Shape):
    """A bottleneck, and a recommendation."""

    job_type: str
    severity: str = Field(description="medium or high")
    longest_seconds: Annotated[float, From("longest.run_seconds")]
    longest_job_id: Annotated[str, From("longest.job_id")]
    slow_step: Annotated[str | None, From("slow_step.name")]
    waits_longer_than_it_runs: bool
    total_seconds: float
    recommendation: str


class PerformanceShape(Shape):
    """The performance of all job types."""

    timestamp: WholeSecond
    job_types: list[JobTypePerformanceShape]
    bottlenecks: list[BottleneckShape]
    slowest_operations: list[SlowOperationShape]  # type: ignore[valid-type]
    resources: list[ResourceUseShape]  # type: ignore[valid-type]


class SizeQuery(Shape):
    """The size class of the job type."""

    size_class: str = Field("", max_length=40, description="Empty for a type with one class")
