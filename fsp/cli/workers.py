"""`fsp workers`: list and drain workers."""

import getpass

import click

from fsp.amounts import size
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.conditions.blockers import why_held
from fsp.conditions.work import read_work
from fsp.inspection.drains import drain_host, drain_worker
from fsp.inspection.fleet import FleetWorker
from fsp.redis_ops.host_clocks import HostClock, clocks_off
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis


@click.group()
def workers() -> None:
    """Manage workers."""


@workers.command("list")
@click.option("--all", "shows_all", is_flag=True, help="Include workers that stopped within 24 hours.")
@click.pass_obj
def list_(context: Context, *, shows_all: bool) -> None:
    """List online workers, each with why it takes no more jobs."""
    with context.app.app_context():
        now, wrong = best_now(current_redis()), clocks_off(current_redis())
        hosts = {clock.host: clock for clock in wrong if "worker" in clock.parts}
        work = read_work(current_redis(), now)
        for worker in work.fleet:
            if worker.is_there or shows_all:
                why = "; ".join(blocker.words for blocker in why_held(worker, work, now))
                click.echo(_line(worker, hosts.get(worker.report.host), why))
        for clock in wrong:
            click.echo(clock.in_words, err=True)


@workers.command()
@click.argument("name", required=False)
@click.option("--host", default=None, help="Drain every worker on this host.")
@click.pass_obj
def drain(context: Context, name: str | None, host: str | None) -> None:
    """Drain the worker NAME.

    It takes no new jobs and exits when its running jobs finish.
    """
    if (name is None) == (host is None):
        raise click.UsageError("Give either the name of a worker or --host.")
    who = getpass.getuser()
    target = f"worker {name}" if name else f"host {host}"
    with acting(context, Action.DRAIN_WORKER if name else Action.DRAIN_HOST, target):
        connection = current_redis()
        now = best_now(connection)
        if name:
            drained = drain_worker(connection, name, by=who, now=now)
        else:
            drained = drain_host(connection, host or "", by=who, now=now)
    after = "; new ones are started in their place" if drained.are_restarted else ""
    click.echo(f"Draining {', '.join(drained.names)}{after}.")


def _line(worker: FleetWorker, wrong: HostClock | None, why: str) -> str:
    report = worker.report
    memory = size(report.all_memory_bytes) if report.all_memory_bytes else "?"
    state = f"{worker.state}, {report.left_because}" if report.left_because else worker.state.value
    jobs = f"{len(worker.jobs)} of {worker.slots} jobs"
    last_heartbeat = f"heard {worker.heartbeat_age_seconds:.0f} s ago"
    done = f"{report.succeeded} done, {report.failed} failed"
    clock = f"clock off by {wrong.skew.total_seconds():+.0f} s" if wrong else ""
    columns = (report.name, report.host, state, jobs, done, memory, last_heartbeat, report.version, clock, why)
    return "\t".join(columns).rstrip("\t")
