"""Schemas of metrics in the API, as JSON."""

from typing import Annotated, Any, Literal

from pydantic import Field

from fsp.inspection.queues import QueueReading
from fsp.inspection.workers import WorkerReading
from fsp.jobs.registry import find_job_type
from fsp.metrics.timings import ENOUGH_FOR_P95, ENOUGH_FOR_P99, JobTiming
from fsp.shape import From, Shape, WholeSecond, derived
from fsp.tracing import SYSTEM
from fsp.web.alerts.response_schemas import AlertShape
from fsp.web.performance.schemas import JobTypePerformanceShape
from fsp.web.schema import also_as
from fsp.web.targets.schemas import TargetShape

CONVENTIONS = {"version": "1.44.0", "status": "development"}
"""OpenTelemetry's semantic conventions for messaging, whose names may still change. Readers find the version here."""

BAD_OUTCOMES = frozenset({"failed", "timeout", "killed", "abandoned"})

MetricsQueueShape = derived(
    QueueReading, "MetricsQueueShape", without=("blocked",), parked=Annotated[int, From("blocked")]
)
MetricsWorkerShape = derived(WorkerReading, "MetricsWorkerShape")


class QuantilesShape(Shape):
    """Quantiles with their accuracy; null if nothing was measured."""

    min: Annotated[float | None, From("extremes.least")]
    max: Annotated[float | None, From("extremes.most")]
    p50: Annotated[float | None, From(lambda values: values.quantile(0.50))]
    p95: Annotated[float | None, From(lambda values: values.quantile(0.95))]
    p99: Annotated[float | None, From(lambda values: values.quantile(0.99))]
    n: int
    window: Annotated[str, From(lambda _: "24h")]
    method: str = Field(description="nearest-rank up to 1,000 values, else ddsketch")
    relative_error: float
    low_confidence: Annotated[bool, From(lambda values: values.n < ENOUGH_FOR_P99)] = Field(
        description="Of the 99th percentile"
    )
    low_confidence_p95: Annotated[bool, From(lambda values: values.n < ENOUGH_FOR_P95)] = Field(
        alias="lowConfidenceP95"
    )


class DurationShape(QuantilesShape):
    """The same for run times, with their mean."""

    mean: float | None


def _as_messaging(timing: JobTiming) -> dict[str, Any]:
    """Return the same with OpenTelemetry's names: `error.type` contains the failed outcomes, if there are any."""
    errors = {outcome: count for outcome, count in timing.outcomes.items() if outcome in BAD_OUTCOMES and count}
    rules = find_job_type(timing.job_type)
    return {
        "conventions": CONVENTIONS,
        "messaging.system": SYSTEM,
        "messaging.destination.name": rules.priority.value if rules else None,
        "messaging.operation.name": "process",
        "messaging.process.duration": {"unit": "s", "count": timing.runs.n, "sum": timing.last_day.run_seconds},
        **({"error.type": errors} if errors else {}),
    }


class JobMetricsShape(Shape):
    """The last 24 hours of one job type."""

    job_type: str
    executions: int
    outcomes: dict[str, int]
    success_ratio: float | None
    failure_ratio: float | None = Field(description="A cancelled job neither succeeded nor failed")
    duration_seconds: Annotated[
        DurationShape, From(lambda timing: DurationShape.of(timing.runs, mean=timing.mean_seconds))
    ]
    wait_seconds: Annotated[QuantilesShape, From(lambda timing: QuantilesShape.of(timing.waits))]
    cpu_seconds: Annotated[float, From("last_day.cpu_seconds")]
    open_telemetry: Annotated[dict[str, Any], From(_as_messaging)] = Field(
        description="The same with OpenTelemetry's messaging attributes"
    )


class RuleShape(Shape):
    """The responses of one route."""

    requests: int
    errors: int


class HttpShape(Shape):
    """HTTP responses of all processes in the last 24 hours."""

    requests: int
    errors: int
    error_ratio: float | None
    duration_seconds: QuantilesShape
    rules: dict[str, RuleShape]


class ProcessShape(Shape):
    """The process that responds."""

    pid: int
    uptime_seconds: float
    cpu_seconds: float
    max_rss_bytes: int


class HostShape(Shape):
    """Its machine."""

    load_average: list[float]
    cpu_count: int | None
    disk_free_bytes: int
    disk_total_bytes: int


class SystemShape(Shape):
    """The process and its machine."""

    process: ProcessShape
    host: HostShape


@also_as("text/plain", "application/openmetrics-text")
class MetricsShape(Shape):
    """Metrics of jobs, queues and this system.

    For one job type: its jobs, queue, performance and alerts, and the system.
    """

    timestamp: WholeSecond
    jobs: list[JobMetricsShape]
    queues: list[MetricsQueueShape] = []  # type: ignore[valid-type]
    workers: list[MetricsWorkerShape] = []  # type: ignore[valid-type]
    system: SystemShape | None = None
    http: HttpShape | None = None
    performance: list[JobTypePerformanceShape] | None = Field(
        [], description="null while the database is not responding"
    )
    targets: list[TargetShape] = []
    alerts: list[AlertShape] | None = Field([], description="null while the database is not responding")


class MetricsQuery(Shape):
    """Which metrics, in which format."""

    format: Literal["json", "prometheus"] = "json"
    job_id: str = Field(
        "", description="A job type such as export-data, to return only its jobs, queue, performance and alerts"
    )
