"""`fsp destinations add`, `set` and `credentials`. Secrets come from a prompt, stdin or a file, not from arguments."""

import getpass
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TextIO, TypeVar

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.choices import values_of
from fsp.cli.context import Context
from fsp.clock import moment_of
from fsp.content.lookup import find_project
from fsp.destinations.accounts import add_destination, change_destination, replace_credentials
from fsp.destinations.catalogue import platform_class
from fsp.destinations.contract import Platform
from fsp.destinations.entered import parsed_lines, parsed_values
from fsp.destinations.expiry import set_expiry
from fsp.destinations.lookup import named_destination
from fsp.destinations.options import DestinationOptions, default_options, options_of
from fsp.errors import InvalidInput
from fsp.models.destination import AfterEdit, AfterLate, Destination
from fsp.stores import current_redis, db

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "--set", "values", multiple=True, metavar="FIELD=VALUE", help="A setting of the platform. Repeatable."
    ),
    click.option("--name", default=None, help="Its name in the project."),
    click.option("--max-lateness", "lateness", default=None, help="Seconds a post may be late, or any."),
    click.option(
        "--after-late",
        type=click.Choice(values_of(AfterLate)),
        default=None,
        help="What then happens to the post.",
    ),
    click.option(
        "--after-edit",
        type=click.Choice(values_of(AfterEdit)),
        default=None,
        help="What an update does to a post that somebody changed there.",
    ),
    click.option("--older-posts/--no-older-posts", "sends_older_posts", default=None, help="Also send older posts."),
    click.option("--alert-after", "alert_after", default=None, help="Seconds from which on posts are late, or never."),
    click.option("--rate", nargs=2, type=int, default=None, metavar="POSTS SECONDS", help="Maximum in any period."),
    click.option(
        "--template", "template", type=click.File(), default=None, help="File with the short text's template."
    ),
)

SECRETS = click.option(
    "--credentials",
    "secrets",
    type=click.File(),
    default=None,
    help="File with one FIELD=VALUE per line, - for stdin. Default: a prompt.",
)


def _with_options(command: Command) -> Command:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


EXPIRE = click.option(
    "--credentials-expire",
    "expire",
    default=None,
    metavar="DATE",
    help="When they expire, such as 2027-03-31, or never.",
)


@click.command("add")
@click.argument("project")
@click.argument("platform")
@_with_options
@SECRETS
@EXPIRE
@click.option("--no-credentials", "is_without", is_flag=True, help="They come from variables.")
@click.pass_obj
def add(
    context: Context,
    /,
    project: str,
    platform: str,
    secrets: TextIO | None,
    expire: str | None,
    *,
    is_without: bool,
    **options: Any,
) -> None:
    """Add a destination on PLATFORM to PROJECT. Its number is printed."""
    kind = platform_class(platform)
    credentials = None if is_without else _secrets(kind, secrets)
    values = parsed_values(kind.SettingsModel, options["values"])
    inputs = {"platform": platform, "settings": values}
    with acting(context, Action.ADD_DESTINATION, f"project {project}: {platform}", inputs=inputs) as trail:
        destination = add_destination(
            find_project(project),
            platform,
            options=_changed(default_options(kind), options),
            values=values,
            credentials=credentials,
            settings=context.settings,
            connection=current_redis(),
        )
        _expire(destination, expire)
        trail.after["destination"] = destination.id
    click.echo(destination.id)


@click.command("set")
@click.argument("project")
@click.argument("destination")
@_with_options
@EXPIRE
@click.pass_obj
def set_(context: Context, /, project: str, destination: str, expire: str | None, **options: Any) -> None:
    """Change DESTINATION of PROJECT. Settings without an option stay."""
    with acting(context, Action.CHANGE_DESTINATION, f"project {project}: {destination}") as trail:
        row = named_destination(find_project(project), destination)
        kind = platform_class(row.platform)
        values = parsed_values(kind.SettingsModel, options["values"])
        trail.after["settings"] = values
        change_destination(
            row,
            _changed(options_of(row), options),
            {**row.settings, **values} if values else None,
            connection=current_redis(),
        )
        _expire(row, expire)
    click.echo(f"Saved the destination {row.name}.")


@click.command("credentials")
@click.argument("project")
@click.argument("destination")
@SECRETS
@EXPIRE
@click.pass_obj
def credentials_(context: Context, project: str, destination: str, secrets: TextIO | None, expire: str | None) -> None:
    """Replace the credentials of DESTINATION of PROJECT."""
    with context.app.app_context():
        kind = platform_class(named_destination(find_project(project), destination).platform)
    entered = _secrets(kind, secrets)
    with acting(context, Action.REPLACE_CREDENTIALS, f"project {project}: {destination}"):
        row = named_destination(find_project(project), destination)
        replace_credentials(row, entered, settings=context.settings, connection=current_redis())
        _expire(row, expire)
    click.echo(f"Replaced the credentials of {row.name}. Test them: fsp destinations test {project} {row.id}")


def _expire(destination: Destination, text: str | None) -> None:
    if text is not None:
        expires_at = None if text == "never" else moment_of(text, "--credentials-expire")
        set_expiry(destination, expires_at, by=getpass.getuser())
        db.session.commit()


def _secrets(kind: type[Platform], file: TextIO | None) -> dict[str, str]:
    """Return the secrets of a file, or of a prompt for each field."""
    if file is not None:
        return parsed_lines(file.read())
    fields = kind.CredentialsModel.model_fields
    if not fields:
        return {}
    if not sys.stdin.isatty():
        raise InvalidInput("There is no terminal to ask for the credentials. Use --credentials FILE, or - for stdin.")
    return {
        name: click.prompt(info.title or name, hide_input=True, default="" if not info.is_required() else None)
        for name, info in fields.items()
    }


def _changed(before: DestinationOptions, options: dict[str, Any]) -> DestinationOptions:
    changes: dict[str, Any] = {
        name: options[name]
        for name in ("name", "after_late", "after_edit", "sends_older_posts")
        if options[name] is not None
    }
    if options["lateness"] is not None:
        changes["max_lateness_seconds"] = _seconds(options["lateness"], "--max-lateness", without="any")
    if options["alert_after"] is not None:
        changes["alert_after_seconds"] = _seconds(options["alert_after"], "--alert-after", without="never")
    if options["rate"]:
        changes["rate_units"], changes["rate_window_seconds"] = options["rate"]
    if options["template"] is not None:
        changes["text_template"] = options["template"].read().strip()
    return replace(before, **changes)


def _seconds(text: str, option: str, *, without: str) -> int | None:
    if text == without:
        return None
    if not text.isdecimal():
        raise InvalidInput(f'{option} must be a number of seconds or {without}, got "{text:.40}".')
    return int(text)
