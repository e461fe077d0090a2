"""The shapes of metrics in the API, as JSON."""

from datetime import datetime
from typing import Any

from pydantic import Field

from fsp.queueing.queues import QueueReading
from fsp.queueing.workers import WorkerReading
from fsp.web.alerts.response_schemas import AlertShape
from fsp.web.performance.schemas import JobTypePerformanceShape
from fsp.web.schema import Shape, also_as, derived
from fsp.web.targets.schemas import TargetShape

MetricsQueueShape = derived(QueueReading, "MetricsQueueShape")
MetricsWorkerShape = derived(WorkerReading, "MetricsWorkerShape")


class QuantilesShape(Shape):
    """Quantiles with how exact they are; null where nothing was measured."""

    min: float | None
    max: float | None
    p50: float | None
    p95: float | None
    p99: float | None
    n: int
    window: str
    method: str = Field(description="nearest-rank of up to 1,000 values, else ddsketch")
    relative_error: float
    low_confidence: bool = Field(description="Of the 99th percentile")
    low_confidence_p95: bool = Field(alias="lowConfidenceP95")


class DurationShape(QuantilesShape):
    """The same of run times, with their mean."""

    mean: float | None


class JobMetricsShape(Shape):
    """The last 24 hours of one job type."""

    job_type: str
    executions: int
    outcomes: dict[str, int]
    success_ratio: float | None
    failure_ratio: float | None = Field(description="A cancelled job neither succeeded nor failed")
    duration_seconds: DurationShape
    wait_seconds: QuantilesShape
    cpu_seconds: float
    open_telemetry: dict[str, Any] = Field(description="The same in OpenTelemetry's words for messaging")


class RuleShape(Shape):
    """The answers of one route."""

    requests: int
    errors: int


class HttpShape(Shape):
    """What was answered to requests in the last 24 hours, by all processes."""

    requests: int
    errors: int
    error_ratio: float | None
    duration_seconds: QuantilesShape
    rules: dict[str, RuleShape]


class ProcessShape(Shape):
    """The process that answers."""

    pid: int
    uptime_seconds: float
    cpu_seconds: float
    max_rss_bytes: int


class HostShape(Shape):
    """The machine it runs on."""

    load_average: list[float]
    cpu_count: int | None
    disk_free_bytes: int
    disk_total_bytes: int


class SystemShape(Shape):
    """The process and its machine."""

    process: ProcessShape
    host: HostShape


class MetricsShape(Shape):
    """What jobs, queues and this system do; of one job type its jobs, queue, performance and alerts, and the system."""

    model_config = also_as("text/plain", "application/openmetrics-text")

    timestamp: datetime
    jobs: list[JobMetricsShape]
    queues: list[MetricsQueueShape] = []  # type: ignore[valid-type]
    workers: list[MetricsWorkerShape] = []  # type: ignore[valid-type]
    system: SystemShape | None = None
    http: HttpShape | None = None
    performance: list[JobTypePerformanceShape] | None = Field([], description="null while the database does not answer")
    targets: list[TargetShape] = []
    alerts: list[AlertShape] | None = Field([], description="null while the database does not answer")
