"""`fsp destinations`: list, show, test, pause, resume and remove the destinations of a project."""

import getpass

import click

from fsp.amounts import duration
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.cli.destination_settings import add, credentials_, set_
from fsp.clock import iso, utc_now
from fsp.content.lookup import find_project
from fsp.destinations.account_check import check_account, stored_results
from fsp.destinations.accounts import pause_destination, remove_destination, resume_destination
from fsp.destinations.contract import CheckResult
from fsp.destinations.described import (
    abilities_of,
    describe_credentials,
    describe_platforms,
    limits_in_words,
    platform_title,
)
from fsp.destinations.expiry import expiry_source_in_words
from fsp.destinations.gates import destination_gate
from fsp.destinations.lookup import list_destinations, named_destination
from fsp.errors import FspError
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.models.destination import Destination
from fsp.performance.due_to_live import DueToLive, read_delivery_times
from fsp.stores import current_redis


@click.group()
def destinations() -> None:
    """Manage destinations: where projects publish."""


destinations.add_command(add)
destinations.add_command(set_)
destinations.add_command(credentials_)


@destinations.command("platforms")
def platforms() -> None:
    """List the platforms with their settings and secrets."""
    for platform in describe_platforms():
        click.echo(f"{platform.name}\t{platform.title}")
        for label, schema in (("setting", platform.settings_schema), ("secret", platform.credentials_schema)):
            required = schema.get("required", ())
            for name, prop in schema.get("properties", {}).items():
                need = "required" if name in required else "optional"
                words = ". ".join(filter(None, (prop.get("title", ""), prop.get("description", ""))))
                click.echo(f"\t{label}\t{name}\t{need}\t{words}")


@destinations.command("list")
@click.argument("project")
@click.pass_obj
def list_(context: Context, project: str) -> None:
    """List the destinations of PROJECT."""
    with context.app.app_context():
        rows = list_destinations(find_project(project))
        times = read_delivery_times([row.id for row in rows], utc_now())
        for row in rows:
            columns = (str(row.id), row.name, platform_title(row.platform), _state(row), _late(times[row.id].month))
            click.echo("\t".join(columns))


@destinations.command("show")
@click.argument("project")
@click.argument("destination")
@click.pass_obj
def show(context: Context, project: str, destination: str) -> None:
    """Show DESTINATION of PROJECT. Secrets are never shown."""
    with context.app.app_context():
        row = named_destination(find_project(project), destination)
        fields = describe_credentials(row, settings=context.settings)
        times = read_delivery_times([row.id], utc_now())[row.id]
        gate = read_keyed_gate(current_redis(), destination_gate(row.id), utc_now())
    late = "any" if row.max_lateness_seconds is None else f"{row.max_lateness_seconds} s, then {row.after_late}"
    click.echo(f"number\t{row.id}\nname\t{row.name}\nplatform\t{platform_title(row.platform)}\nstate\t{_state(row)}")
    click.echo(f"changed there\t{row.after_edit}")
    click.echo(f"lateness\t{late}\nolder posts\t{'yes' if row.sends_older_posts else 'no'}")
    click.echo(f"due to live, 24 h\t{_late(times.day)}\ndue to live, 30 d\t{_late(times.month)}")
    click.echo(f"late posts\t{_alert(row.alert_after_seconds)}")
    click.echo("\t".join(filter(None, ("circuit", gate.circuit, gate.why, _next_try(gate)))))
    for name, value in row.settings.items():
        click.echo(f"setting {name}\t{value}")
    for field in fields:
        click.echo(f"secret {field.name}\t{field.source or 'missing'}\t{field.variable}")
    abilities = abilities_of(row)
    if row.credentials_expire_at:
        click.echo(f"credentials expire\t{iso(row.credentials_expire_at)}\t{expiry_source_in_words(row)}")
    for sentence in limits_in_words(abilities) if abilities else ():
        click.echo(f"limit\t{sentence}")
    _print(stored_results(row))


@destinations.command("test")
@click.argument("project")
@click.argument("destination")
@click.pass_obj
def test(context: Context, project: str, destination: str) -> None:
    """Test the account of DESTINATION of PROJECT. Fails if a check fails."""
    with acting(context, Action.TEST_DESTINATION, f"project {project}: {destination}"):
        row = named_destination(find_project(project), destination)
        results = check_account(row, settings=context.settings, now=utc_now)
    _print(results)
    failed = sum(not result.is_ok for result in results)
    if failed:
        raise FspError(f"{failed} of {len(results)} checks of {row.name} failed.")


@destinations.command("pause")
@click.argument("project")
@click.argument("destination")
@click.option("--reason", default="", help="Shown to everybody.")
@click.pass_obj
def pause(context: Context, project: str, destination: str, *, reason: str) -> None:
    """Send nothing to DESTINATION of PROJECT. Its posts wait."""
    with acting(context, Action.PAUSE_DESTINATION, f"project {project}: {destination}", reason=reason):
        row = named_destination(find_project(project), destination)
        pause_destination(row, by=getpass.getuser(), reason=reason, now=utc_now(), connection=current_redis())
    click.echo(f"Paused {row.name}. Undo this with: fsp destinations resume {project} {row.id}")


@destinations.command("resume")
@click.argument("project")
@click.argument("destination")
@click.pass_obj
def resume(context: Context, project: str, destination: str) -> None:
    """Send to DESTINATION of PROJECT again."""
    with acting(context, Action.RESUME_DESTINATION, f"project {project}: {destination}"):
        row = named_destination(find_project(project), destination)
        resume_destination(row, connection=current_redis())
    click.echo(f"Resumed {row.name}.")


@destinations.command("remove")
@click.argument("project")
@click.argument("destination")
@click.pass_obj
def remove(context: Context, project: str, destination: str) -> None:
    """Remove DESTINATION from PROJECT and delete its credentials."""
    with acting(context, Action.REMOVE_DESTINATION, f"project {project}: {destination}"):
        row = named_destination(find_project(project), destination)
        name = row.name
        remove_destination(row, now=utc_now(), connection=current_redis())
    click.echo(f"Removed {name}. What was published there stays.")


def _state(row: Destination) -> str:
    if row.paused_at:
        return f"paused by {row.paused_by}"
    results = stored_results(row)
    if not row.checked_at:
        return "not tested"
    failed = [result.name for result in results if not result.is_ok]
    return f"failed checks: {', '.join(failed)}" if failed else f"tested {iso(row.checked_at)}"


def _late(times: DueToLive) -> str:
    if not times.posts:
        return "no posts"
    parts = ((name, duration(value)) for name, value in (("P50", times.p50), ("P95", times.p95), ("P99", times.p99)))
    return f"{', '.join(f'{name} {value}' for name, value in parts)} of {times.posts} posts"


def _alert(seconds: int | None) -> str:
    return "no alert" if seconds is None else f"alert from {seconds} s on"


def _next_try(gate: KeyedGate) -> str:
    return f"next try {iso(gate.open_until)}" if gate.open_until else ""


def _print(results: list[CheckResult]) -> None:
    for result in results:
        click.echo("\t".join(filter(None, ("ok" if result.is_ok else "FAILED", result.name, result.seen, result.fix))))
