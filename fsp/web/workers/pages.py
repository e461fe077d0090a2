"""The pages of workers: the list, one worker, and draining."""

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.inspection.drains import Drained, drain_host, drain_worker
from fsp.models.account import Role
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.etags import host_mark, only_if_unchanged, workers_of
from fsp.web.partials import live_page
from fsp.web.workers.views import read_worker_page, read_workers_page

workers = Blueprint("workers", __name__)


@workers.get("/workers")
@requires(Role.VIEWER)
def index() -> str:
    """List the workers of the last day."""
    return live_page("workers/index", view=read_workers_page(current_redis(), best_now(current_redis())))


@workers.get("/workers/<name>")
@requires(Role.VIEWER)
def show(name: str) -> str:
    """Show one worker. A poll returns the part that changes."""
    return live_page("workers/worker", view=read_worker_page(current_redis(), name, best_now(current_redis())))


@workers.post("/workers/<name>/drain")
@requires(Role.OPERATOR, action=Action.DRAIN_WORKER, target="worker {name}")
def drain(name: str) -> Response:
    """Drain a worker."""
    with only_if_unchanged(f"worker {name}", lambda: host_mark(workers_of(name=name))):
        return _told(drain_worker(current_redis(), name, by=g.account.name, now=best_now(current_redis())))


@workers.post("/hosts/<host>/drain")
@requires(Role.OPERATOR, action=Action.DRAIN_HOST, target="host {host}")
def drain_all(host: str) -> Response:
    """Drain every worker on a host."""
    with only_if_unchanged(f"host {host}", lambda: host_mark(workers_of(host=host))):
        return _told(drain_host(current_redis(), host, by=g.account.name, now=best_now(current_redis())))


def _told(drained: Drained) -> Response:
    who = drained.names[0] if len(drained.names) == 1 else f"{len(drained.names)} workers"
    after = " Replacements start automatically." if drained.are_restarted else ""
    flash(f"Draining {who}. Running jobs will finish; no new jobs are taken.{after}")
    return redirect(url_for("workers.index"), 303)
