"""`/api/performance`: baselines, regressions, trends, bottlenecks and slowest operations; accept a new baseline."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.jobs.registry import get_job_type
from fsp.models.account import Role
from fsp.performance.current import Performance, read_lineage, read_performance
from fsp.performance.runs import accept_new_normal
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.performance.schemas import (
    BaselineShape,
    BaselineVersionShape,
    BottleneckShape,
    JobTypePerformanceShape,
    PerformanceShape,
    RegressionShape,
    ResourceUseShape,
    SizeQuery,
    SlowOperationShape,
    SuspectShape,
)
from fsp.web.performance.views import read_performance_page
from fsp.web.schema import NamePath

performance_api = api_blueprint("api_performance")


@performance_api.get(
    "/api/performance", responses={200: PerformanceShape}, summary="Baselines, trends, bottlenecks and resource use"
)
@requires(Role.VIEWER)
def show() -> Response:
    """Return the performance of each job type. Times are in seconds."""
    view = read_performance_page(current_redis(), utc_now())
    shape = PerformanceShape(
        timestamp=view.as_of,
        job_types=[performance_shape(performance) for performance in view.tracks],
        bottlenecks=BottleneckShape.list_of(view.bottlenecks),
        slowest_operations=SlowOperationShape.list_of(view.operations),
        resources=ResourceUseShape.list_of(view.resources),
    )
    return answer(shape)


@performance_api.post(
    "/api/performance/<path:name>/accept",
    responses={200: JobTypePerformanceShape},
    summary="Accept the newest runs as the new baseline",
)
@requires(Role.OPERATOR, action=Action.ACCEPT_BASELINE, target="job type {name}")
def accept(path: NamePath, query: SizeQuery) -> Response:
    """Create a new version of a job type's baseline."""
    name, size_class = get_job_type(path.name).name, query.size_class
    accept_new_normal(name, size_class=size_class, by=g.account.name)
    performance = next(
        performance
        for performance in read_performance()
        if (performance.job_type, performance.size_class) == (name, size_class)
    )
    return answer(performance_shape(performance))


def performance_shape(performance: Performance) -> JobTypePerformanceShape:
    """Return one job type's performance with all its baselines."""
    baseline, verdict = performance.track.baseline, performance.track.verdict
    suspect = SuspectShape.of(performance.suspect) if performance.suspect else None
    versions = read_lineage(performance.job_type, performance.size_class) if baseline else []
    return JobTypePerformanceShape.of(
        performance,
        baseline=BaselineShape.of(performance, lineage=BaselineVersionShape.list_of(versions)) if baseline else None,
        regression=RegressionShape.of(verdict, first_suspect_run=suspect) if verdict else None,
    )
