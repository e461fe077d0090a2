"""`fsp backup` while FSP runs, and `fsp restore` while it is stopped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from redis.exceptions import RedisError

from fsp import paths
from fsp.audit.action import Action
from fsp.backup.make import make_backup
from fsp.backup.restore import restore_backup
from fsp.cli.acting_on_any_database import acting_on_any_database
from fsp.cli.context import Context
from fsp.cli.up.checks import lock_data_folder
from fsp.cli.up.server_lock import take_server_lock
from fsp.clock import utc_now
from fsp.errors import Conflict
from fsp.health.schema import SchemaState, read_schema
from fsp.inspection.workers import read_workers
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings

database_option = click.option(
    "--database-url",
    help="PostgreSQL's own address, where DATABASE_URL leads through a connection pooler such as PgBouncer.",
)
REDIS_PATIENCE_SECONDS = 1.0


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@database_option
@click.pass_obj
def backup(context: Context, target: Path, database_url: str | None) -> None:
    """Back up everything into the new folder TARGET.

    The database of one moment, images, reports, exports, sites and the secret key. Redis is left out: what is asked
    for is in the database.
    """
    settings = context.settings
    with acting_on_any_database(context, Action.BACK_UP, f"to {target.resolve()}"):
        manifest = make_backup(target, settings, url=database_url)
    click.echo(f"The backup is in {target}: {len(manifest.files)} files, made at {manifest.created_at}.")
    if not manifest.has_secret_key:
        click.echo("The secret key is not in it, because FSP_SECRET_KEY is set. Keep that variable elsewhere.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@database_option
@click.pass_obj
def restore(context: Context, source: Path, database_url: str | None) -> None:
    """Restore the database and the files from the backup SOURCE. FSP must be stopped.

    What was there before is set aside in the data folder.
    """
    settings = context.settings
    lock = lock_data_folder(settings)
    try:
        _refuse_running_workers(settings)
        with (
            _without_valkey(settings),
            acting_on_any_database(context, Action.RESTORE_BACKUP, f"from {source.resolve()}"),
        ):
            restored = restore_backup(source, settings, url=database_url)
            state = read_schema().state
    finally:
        lock.close()
    click.echo(f"Restored the backup of {restored.manifest.created_at}.")
    if restored.set_aside is not None:
        click.echo(f"The previous data is in {restored.set_aside}. Delete it when you no longer need it.")
    if state == SchemaState.OLDER:
        click.echo("It is from an older version. Run fsp migrate, or fsp up, which includes it.")
    click.echo("fsp up --paused starts with schedules and outgoing work held back, so you can check first.")


@contextmanager
def _without_valkey(settings: Settings) -> Iterator[None]:
    """Keep the bundled Valkey out of its folder, which is moved aside. A Valkey that still runs is stopped."""
    if settings.redis_url is not None or not paths.valkey_folder(settings).exists():
        yield
        return
    descriptor = take_server_lock(settings, say=click.echo)
    try:
        yield
    finally:
        os.close(descriptor)


def _refuse_running_workers(settings: Settings) -> None:
    connection = connect_redis_briefly(settings, patience_seconds=REDIS_PATIENCE_SECONDS)
    try:
        workers = read_workers(connection, utc_now())
    except RedisError:
        # Without Redis no worker runs jobs.
        return
    finally:
        connection.close()
    if workers:
        raise Conflict(
            f"{len(workers)} workers are running on this Redis. Stop every fsp web, worker and scheduler, then restore."
        )
