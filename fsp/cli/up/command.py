"""`fsp up`: runs all of FSP in the foreground."""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
from redis.exceptions import RedisError

from fsp import paths
from fsp.accounts.sessions import FIRST_ACCOUNT, first_login_token
from fsp.audit.action import Action
from fsp.audit.record import record
from fsp.cli.acting import actor
from fsp.cli.context import Context
from fsp.cli.instance import ended_uncleanly, recorded
from fsp.cli.migrate import upgrade_database
from fsp.cli.up.checks import check_alert_targets, check_port, lock_data_folder
from fsp.cli.up.detached import RotatingOutput, start_detached
from fsp.cli.up.listening import listen
from fsp.cli.up.parts import fsp_parts, redis_liveness, valkey_part, web_part
from fsp.cli.up.reloading import Reloading
from fsp.cli.up.server_lock import take_server_lock
from fsp.cli.up.supervisor import Supervisor
from fsp.cli.up.valkey import fault_of
from fsp.clock import utc_now
from fsp.errors import SettingsError
from fsp.handlers import catalogue
from fsp.inspection.workers import read_workers
from fsp.models.audit_entry import AuditOutcome
from fsp.redis_connections import connect_redis
from fsp.redis_faults import cause_of, refusal_code, sentence_for
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.schedules.hold import begin_hold, hold, is_held
from fsp.settings import Settings
from fsp.stores import current_redis, db

START_SECONDS = 60.0
"""The time limit for the bundled Valkey to load its append-only file, and for the first page to respond."""
PREDECESSOR_SECONDS = 10.0
"""The time limit for the web server of a killed `fsp up` to stop listening."""
STOP_MARGIN_SECONDS = 4.0
"""The time to stop everything in addition to the workers' grace period: 9 s in total by default."""

FOREIGN_REDIS_SECONDS = 5.0
"""The time limit for an external Redis to respond. It should already be running."""


@click.command()
@click.option("--detach", is_flag=True, help="Run in the background, and return when FSP is ready.")
@click.option("--paused", is_flag=True, help="Hold back schedules and outgoing work until fsp release.")
@click.option("--log-file", type=click.Path(path_type=Path), hidden=True)
@click.pass_obj
def up(context: Context, *, detach: bool, paused: bool, log_file: Path | None) -> None:
    """Run everything: Valkey, web, workers and scheduler. Ctrl-C stops it."""
    if paused:
        lock_data_folder(context.settings).close()
        begin_hold(context.settings)
    if detach:
        lock_data_folder(context.settings).close()
        start_detached(context.settings)
        return
    if log_file is not None:
        sys.stdout = RotatingOutput(log_file)
    _run(context)


def _run(context: Context) -> None:
    settings = context.settings
    catalogue.load(settings)
    lock = lock_data_folder(settings)
    check_port(settings, patience_seconds=PREDECESSOR_SECONDS if ended_uncleanly(settings) else 0.0)
    check_alert_targets(settings)
    check_redis_is_usable(settings)
    supervisor = Supervisor(budget_seconds=settings.stop_grace_seconds + STOP_MARGIN_SECONDS)
    supervisor.catch_signals()
    with recorded(settings, context.environment) as record:
        try:
            _start(supervisor, context)
            record.write(is_ready=True)
            supervisor.run()
        finally:
            supervisor.stop()
            if settings.redis_url is None:
                paths.remove_socket_folder(settings)
            lock.close()
    supervisor.say("stopped")


def _start(supervisor: Supervisor, context: Context) -> None:
    settings = context.settings
    supervisor.hang_watch.redis = redis = redis_liveness(settings)
    redis.begin()
    if settings.redis_url is None:
        valkey = valkey_part(settings)
        valkey.descriptors = (take_server_lock(settings, say=supervisor.say),)
        supervisor.add(valkey)
    _wait_for_redis(supervisor, settings)
    if supervisor.stopping:
        return
    upgrade_database(context.unchecked_app)
    if is_held(settings):
        _hold(supervisor, context)
    listener = listen(settings)
    for process in fsp_parts(settings, listener):
        supervisor.add(process)
    supervisor.reloading = Reloading("web", lambda pipe: web_part(settings, listener, ready_pipe=pipe))
    _greet(supervisor, context)


def _hold(supervisor: Supervisor, context: Context) -> None:
    with context.app.app_context():
        hold(current_redis(), context.settings, utc_now())
        db.engine.dispose()
    supervisor.say("Schedules and outgoing work are held. Check everything, then release them with fsp release.")


def _wait_for_redis(supervisor: Supervisor, settings: Settings) -> None:
    deadline = time.monotonic() + (FOREIGN_REDIS_SECONDS if settings.redis_url else START_SECONDS)
    connection = connect_redis(settings)
    while (fault := fault_of(connection)) and not supervisor.stopping:
        if refusal_code(fault) and settings.redis_url:
            # It is running. The processes wait until it works, and health shows why it does not.
            supervisor.say(sentence_for(fault))
            break
        if time.monotonic() > deadline:
            raise SettingsError(_no_answer(settings, fault))
        supervisor.watch(0.05)
    connection.close()


def _no_answer(settings: Settings, fault: RedisError) -> str:
    if settings.redis_url:
        return f"{sentence_for(fault)} Check REDIS_URL, or unset it to use the bundled Valkey."
    return f"The bundled Valkey does not start: {cause_of(fault)}. Its messages are above, with the prefix valkey."


def _greet(supervisor: Supervisor, context: Context) -> None:
    deadline = time.monotonic() + START_SECONDS
    url = f"http://{context.settings.host}:{context.settings.port}/api/health?quick=true"
    while not supervisor.stopping and time.monotonic() < deadline:
        supervisor.watch()
        if _is_up(url) and _has_every_worker(context.settings):
            supervisor.say(f"FSP is running at {context.settings.public_url}/")
            _print_login_link(supervisor, context)
            return


def _print_login_link(supervisor: Supervisor, context: Context) -> None:
    with context.app.app_context():
        token = first_login_token()
        if token is not None:
            # Logged afterwards, because only then is it known whether anything had to be done. The link is not shown
            # before.
            record(Action.MAKE_LOGIN_LINK, f"account {FIRST_ACCOUNT}", by=actor(), outcome=AuditOutcome.DONE)
        db.engine.dispose()
    if token is not None:
        link = f"{context.settings.public_url}/login/link/{token}"
        supervisor.say(f"Sign in (one-time link, valid for 30 minutes; `fsp login-link` prints another one): {link}")


def _has_every_worker(settings: Settings) -> bool:
    connection = connect_redis(settings)
    try:
        return len(read_workers(connection, utc_now())) >= settings.worker_processes
    except RedisError:
        return False
    finally:
        connection.close()


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):  # noqa: S310  (our own address)
            return True
    except (urllib.error.URLError, OSError):
        return False
