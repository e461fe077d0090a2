"""`fsp projects`: list, show and create projects, change their settings, delete and restore them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.cli.review_rules import review
from fsp.content.lookup import find_project
from fsp.content.project_platforms import platforms_of
from fsp.content.project_settings import ProjectText, create_project, links_of, save_project, text_of_project
from fsp.content.site_design import link_of_line, text_of_links
from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.publishing.build_request import change_site, request_build
from fsp.publishing.glance import read_glance
from fsp.publishing.item_list import ItemFilter, read_items
from fsp.publishing.project_list import ProjectLine, read_project_lines
from fsp.publishing.take_down import delete_project, restore_project
from fsp.stores import current_redis

Command = TypeVar("Command", bound=Callable[..., Any])

SETTING_OPTIONS = (
    click.option("--description", default=None),
    click.option("--author", default=None),
    click.option("--language", default=None, help="A tag such as en or pt-BR."),
    click.option("--timezone", default=None, help="Time zone of dates without a zone, such as Europe/Berlin."),
    click.option(
        "--unicode-slugs/--latin-slugs",
        "has_unicode_slugs",
        default=None,
        help="Whether slugs of new posts keep letters of any script.",
    ),
    click.option(
        "--fetch-remote-images/--link-remote-images",
        "fetches_remote_images",
        default=None,
        help="Whether images on other servers are downloaded after an import.",
    ),
    click.option("--accent", default=None, help="Colour of links on the site, such as #0b5394."),
    click.option("--logo", default=None, help="Path of one of the project's images."),
    click.option("--footer", default=None, help="Markdown below every page of the site."),
    click.option("--link", "links", multiple=True, help='A link at the top of the site: "About | about/". Repeatable.'),
    click.option("--default-links", is_flag=True, help="Show the pages, the archive and the tags there."),
)


def _with_setting_options(command: Command) -> Command:
    for option in reversed(SETTING_OPTIONS):
        command = option(command)
    return command


def _changes(options: dict[str, Any]) -> dict[str, Any]:
    links, is_default = options.pop("links"), options.pop("default_links")
    changes = {name: value for name, value in options.items() if value is not None}
    if links or is_default:
        changes["navigation"] = tuple(link_of_line(link) for link in links)
    return changes


@click.group()
def projects() -> None:
    """Manage projects."""


projects.add_command(review)


@projects.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List projects with their post counts.

    The next publication is in UTC.
    """
    with context.app.app_context():
        for line in read_project_lines():
            click.echo("\t".join((line.project.slug, line.project.title, _counts(line.counts), _next(line))))


@projects.command()
@click.argument("slug")
@click.pass_obj
def show(context: Context, slug: str) -> None:
    """Show the project SLUG with settings and failures."""
    with context.app.app_context():
        project = find_project(slug)
        counts, glance = read_items(project.id, ItemFilter()).counts, read_glance(project.id)
        platforms = platforms_of(project.id)
    click.echo(f"slug\t{project.slug}\ntitle\t{project.title}\nlanguage\t{project.language}")
    click.echo(f"time zone\t{project.timezone}")
    click.echo(f"unicode slugs\t{'yes' if project.has_unicode_slugs else 'no'}")
    click.echo(f"fetch remote images\t{'yes' if project.fetches_remote_images else 'no'}")
    _show_design(project)
    click.echo(f"platforms\t{' '.join(platforms)}")
    click.echo(f"items\t{_counts(counts)}")
    for platform, states in glance.platforms:
        click.echo(f"platform {platform}\t{_counts(states)}")
    for failure in glance.failed:
        click.echo(f"failed\titem {failure.item.id}\t{failure.platform}\t{failure.error}")


@projects.command("create")
@click.argument("title")
@_with_setting_options
@click.pass_obj
def create(context: Context, /, title: str, **options: Any) -> None:
    """Create a project with TITLE. Its slug is printed."""
    changes = _changes(options)
    with acting(context, Action.CREATE_PROJECT, f"project {title}", inputs=changes):
        project = create_project(replace(ProjectText(title=title), **changes))
    click.echo(project.slug)


@projects.command("set")
@click.argument("slug")
@click.option("--title", default=None)
@_with_setting_options
@click.pass_obj
def set_(context: Context, /, slug: str, **options: Any) -> None:
    """Change settings of the project SLUG."""
    changes = _changes(options)
    with acting(context, Action.EDIT_PROJECT, f"project {slug}", inputs=changes):
        project = find_project(slug)
        save_project(project, replace(text_of_project(project), **changes))
        request_build(current_redis(), project.id)
    click.echo(f"Saved the settings of {slug}.")


@projects.command("delete")
@click.argument("slug")
@click.pass_obj
def delete(context: Context, slug: str) -> None:
    """Delete the project SLUG and its site. It can be restored for 30 days."""
    with acting(context, Action.DELETE_PROJECT, f"project {slug}"):
        change_site(current_redis(), find_project(slug), delete_project)
    click.echo(f"Deleted the project {slug}. Undo this with: fsp projects restore {slug}")


@projects.command("restore")
@click.argument("slug")
@click.pass_obj
def restore(context: Context, slug: str) -> None:
    """Restore the deleted project SLUG."""
    with acting(context, Action.RESTORE_PROJECT, f"project {slug}"):
        change_site(current_redis(), find_project(slug), restore_project)
    click.echo(f"Restored the project {slug}.")


def _show_design(project: Project) -> None:
    click.echo(f"accent\t{project.accent}\nlogo\t{project.logo}")
    for line in text_of_links(links_of(project)).splitlines():
        click.echo(f"link\t{line}")
    if project.site_problem:
        click.echo(f"template not used\t{project.site_problem}")


def _counts(counts: dict[str, int]) -> str:
    order = [*ItemState, *sorted(counts)]
    states = sorted(counts, key=order.index)
    return ", ".join(f"{counts[state]} {state}" for state in states) or "empty"


def _next(line: ProjectLine) -> str:
    return f"next {line.next_at:%Y-%m-%d %H:%M}" if line.next_at else ""
