"""The shapes of performance in the API. Times are in seconds; memory is in bytes."""

from datetime import datetime

from pydantic import Field

from fsp.performance.current import BaselineVersion
from fsp.performance.resources import ResourceUse
from fsp.performance.slowest import Operation
from fsp.performance.trends import Trend
from fsp.performance.verdict import Verdict
from fsp.web.schema import Shape, derived

TrendShape = derived(Trend, "TrendShape")
SlowOperationShape = derived(Operation, "SlowOperationShape")
ResourceUseShape = derived(ResourceUse, "ResourceUseShape")
BaselineVersionShape = derived(BaselineVersion, "BaselineVersionShape")


class NearestDeployShape(Shape):
    """The deploy nearest to a moment."""

    version: str
    at: datetime
    note: str


class SuspectShape(Shape):
    """The run a slowdown seems to begin with."""

    job_id: str
    at: datetime
    version: str | None
    nearest_deploy: NearestDeployShape | None
    in_words: str


RegressionShape = derived(
    Verdict, "RegressionShape", level=str, first_suspect=int | None, first_suspect_run=SuspectShape | None
)


class ImprovementShape(Shape):
    """An improvement a baseline has followed by itself."""

    at: datetime
    percent: float
    before_seconds: float
    after_seconds: float
    in_words: str


class BaselineShape(Shape):
    """What runs are compared with."""

    state: str = Field(description="provisional, growing or stable")
    version: int
    runs: int
    mean_seconds: float
    p50_seconds: float
    p95_seconds: float
    is_frozen: bool = Field(description="While a regression is suspected")
    code_version: str
    because: str
    began_at: datetime | None
    followed_improvement: ImprovementShape | None
    lineage: list[BaselineVersionShape]  # type: ignore[valid-type]
    season_percent: list[float] | None = Field(description="By how much runs of each hour in UTC take longer")


class JobTypePerformanceShape(Shape):
    """How fast one job type is."""

    job_type: str
    size_class: str
    runs_seen: int
    trend: TrendShape  # type: ignore[valid-type]
    baseline: BaselineShape | None
    regression: RegressionShape | None  # type: ignore[valid-type]


class BottleneckShape(Shape):
    """A job type that holds things up, and what to do."""

    job_type: str
    severity: str = Field(description="medium or high")
    longest_seconds: float
    longest_job_id: str
    slow_step: str | None
    waits_longer_than_it_runs: bool
    total_seconds: float
    recommendation: str


class PerformanceShape(Shape):
    """What is known of each job type's speed."""

    timestamp: datetime
    job_types: list[JobTypePerformanceShape]
    bottlenecks: list[BottleneckShape]
    slowest_operations: list[SlowOperationShape]  # type: ignore[valid-type]
    resources: list[ResourceUseShape]  # type: ignore[valid-type]
