"""`/api/workers`: list and drain workers."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.inspection.drains import drain_host, drain_worker
from fsp.inspection.fleet import FleetWorker, read_fleet
from fsp.models.account import Role
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.etags import host_mark, only_if_unchanged, worker_mark, workers_of
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged
from fsp.web.schema import NamePath
from fsp.web.workers.schemas import DrainedShape, HostPath, WorkerListShape, WorkerShape
from fsp.web.workers.views import read_worker_page

workers_api = api_blueprint("api_workers")


@workers_api.get("/api/workers", responses={200: WorkerListShape}, summary="Workers of the last 24 hours")
@requires(Role.VIEWER)
def index() -> Response:
    """List online, stopped and lost workers."""
    now = best_now(current_redis())
    return answer(WorkerListShape(as_of=now, workers=[_shape(worker) for worker in read_fleet(current_redis(), now)]))


@workers_api.get("/api/workers/<name>", responses={200: WorkerShape}, summary="Read a worker")
@requires(Role.VIEWER)
def show(path: NamePath) -> Response:
    """Return one worker of the last 24 hours."""
    worker = read_worker_page(current_redis(), path.name, best_now(current_redis())).worker
    return tagged(answer(_shape(worker)), worker_mark(worker))


@workers_api.post("/api/workers/<name>/drain", responses={200: DrainedShape, **CHANGED}, summary="Drain a worker")
@requires(Role.OPERATOR, action=Action.DRAIN_WORKER, target="worker {name}")
def drain(path: NamePath) -> Response:
    """Drain a worker: take no more jobs, and exit when the running ones finish."""
    with only_if_unchanged(f"worker {path.name}", lambda: host_mark(workers_of(name=path.name))):
        drained = drain_worker(current_redis(), path.name, by=g.account.name, now=best_now(current_redis()))
    return answer(DrainedShape.of(drained))


@workers_api.post(
    "/api/hosts/<host>/drain", responses={200: DrainedShape, **CHANGED}, summary="Drain all workers of a host"
)
@requires(Role.OPERATOR, action=Action.DRAIN_HOST, target="host {host}")
def drain_all(path: HostPath) -> Response:
    """Drain every worker on a host."""
    with only_if_unchanged(f"host {path.host}", lambda: host_mark(workers_of(host=path.host))):
        drained = drain_host(current_redis(), path.host, by=g.account.name, now=best_now(current_redis()))
    return answer(DrainedShape.of(drained))


def _shape(worker: FleetWorker) -> WorkerShape:
    return WorkerShape.of(
        worker.report,
        state=worker.state,
        heartbeat_age_seconds=worker.heartbeat_age_seconds,
        jobs=[job.job_id for job in worker.jobs],
        drain=worker.drain,
    )
