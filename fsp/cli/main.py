"""The `fsp` command: every part of FSP, one by one or all together."""

import os
import sys

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from fsp.cli.absence import words_for
from fsp.cli.access import accounts, login_link, token
from fsp.cli.alerts import alerts
from fsp.cli.audit import audit
from fsp.cli.backup import backup, restore
from fsp.cli.bulk import bulk
from fsp.cli.context import Context
from fsp.cli.dead_letters import dead_letters
from fsp.cli.deploy import deploy
from fsp.cli.files import files
from fsp.cli.gates import close_circuit_, limit, pause, resume
from fsp.cli.import_folder import import_command
from fsp.cli.items import items
from fsp.cli.jobs import jobs
from fsp.cli.migrate import migrate
from fsp.cli.performance import performance
from fsp.cli.projects import projects
from fsp.cli.queues import queues
from fsp.cli.release import release
from fsp.cli.reload import reload
from fsp.cli.schedules import schedules
from fsp.cli.site import site
from fsp.cli.targets import targets
from fsp.cli.up.command import up
from fsp.cli.up.detached import down
from fsp.cli.web import web
from fsp.cli.workers import workers
from fsp.errors import FspError, SettingsError
from fsp.periodic.run import run_scheduler
from fsp.private_files import use_private_umask
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.settings import Settings
from fsp.storable import fault_of
from fsp.worker.run import run_worker
from fsp.worker.self_report import SUPERVISED

TAKE_PATHS = (["import"], ["backup"], ["restore"], ["up"])


class _Commands(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse bytes that are no UTF-8, which Python reads as halves of characters; a path may have some."""
        for number, argument in enumerate(args if args[:1] not in TAKE_PATHS else [], 1):
            fault = fault_of(argument)
            if fault:
                raise click.UsageError(f"Argument {number} of fsp {fault}.")
        return super().parse_args(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def fsp(click_context: click.Context) -> None:
    """FSP runs the background work of a self-publishing platform and shows whether it is healthy."""
    use_private_umask()
    click_context.obj = Context(click_context.invoked_subcommand)


@fsp.command()
@click.option("--burst", is_flag=True, help="Stop when nothing waits.")
@click.option("--processes", type=click.IntRange(1, 64), help="Children that run jobs; FSP_WORKER_CHILDREN otherwise.")
@click.option("--threads", type=click.IntRange(1, 64), help="Jobs at once in each; FSP_WORKER_THREADS otherwise.")
@click.pass_obj
def worker(context: Context, *, burst: bool, processes: int | None, threads: int | None) -> None:
    """Run jobs from the three queues."""
    settings = context.settings
    _check_redis(settings)
    children, at_once = processes or settings.worker_children, threads or settings.worker_threads
    run_worker(settings.model_copy(update={"worker_children": children, "worker_threads": at_once}), burst=burst)


@fsp.command()
@click.pass_obj
def scheduler(context: Context) -> None:
    """Enqueue the scheduled work; any number may run."""
    _check_redis(context.settings)
    run_scheduler(context.settings)


def _check_redis(settings: Settings) -> None:
    # The supervisor checked before it began. What changed since, such as a password, is waited out like an outage.
    if SUPERVISED not in os.environ:
        check_redis_is_usable(settings)


for command in (
    up,
    down,
    web,
    reload,
    migrate,
    backup,
    restore,
    release,
    import_command,
    login_link,
    token,
    accounts,
    pause,
    resume,
    close_circuit_,
    projects,
    items,
    limit,
    queues,
    jobs,
    dead_letters,
    bulk,
    schedules,
    site,
    alerts,
    targets,
    deploy,
    performance,
    workers,
    audit,
    files,
):
    fsp.add_command(command)


def main() -> None:
    """Run the command; a fault FSP knows is one line and exit code 2, or 1 if it came later."""
    try:
        fsp()
    except SettingsError as error:
        click.echo(f"fsp: {error}", err=True)
        sys.exit(2)
    except FspError as error:
        click.echo(f"fsp: {error}", err=True)
        sys.exit(1)
    except (RedisError, DBAPIError) as error:
        click.echo(f"fsp: {words_for(error)}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
