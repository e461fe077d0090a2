"""`fsp worker` and `fsp scheduler`: the processes that do the work, in the foreground."""

import os

import click

from fsp.cli.context import Context
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.scheduler.process import run_scheduler
from fsp.settings import Settings
from fsp.worker.self_report import SUPERVISED
from fsp.worker.worker import run_worker


@click.command()
@click.option("--burst", is_flag=True, help="Exit when the queues are empty.")
@click.option(
    "--processes", type=click.IntRange(1, 64), help="Number of child processes. Default: FSP_WORKER_CHILDREN."
)
@click.option("--threads", type=click.IntRange(1, 64), help="Threads per process. Default: FSP_WORKER_THREADS.")
@click.pass_obj
def worker(context: Context, *, burst: bool, processes: int | None, threads: int | None) -> None:
    """Run jobs from the three queues."""
    settings = context.settings
    _check_redis(settings)
    children, at_once = processes or settings.worker_children, threads or settings.worker_threads
    run_worker(settings.model_copy(update={"worker_children": children, "worker_threads": at_once}), burst=burst)


@click.command()
@click.pass_obj
def scheduler(context: Context) -> None:
    """Run the scheduler."""
    _check_redis(context.settings)
    run_scheduler(context.settings)


def _check_redis(settings: Settings) -> None:
    # The supervisor checked before it began. What changed since, such as a password, is waited out like an outage.
    if SUPERVISED not in os.environ:
        check_redis_is_usable(settings)
