"""`fsp projects`: which projects there are, and what is in one."""

import click

from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.models.item import ItemState
from fsp.web.panels.projects import ProjectLine, read_project, read_projects


@click.group()
def projects() -> None:
    """List projects, and show one."""


@projects.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List the projects by title: name in addresses, title, items in each state, next publication in UTC."""
    with context.app.app_context():
        for line in read_projects(utc_now()).lines:
            click.echo("\t".join((line.project.slug, line.project.title, _counts(line.counts), _next(line))))


@projects.command()
@click.argument("slug")
@click.pass_obj
def show(context: Context, slug: str) -> None:
    """Show the project SLUG: its settings, its items in each state, where it is published, and what failed."""
    with context.app.app_context():
        page = read_project(slug, utc_now())
    project = page.project
    click.echo(f"slug\t{project.slug}\ntitle\t{project.title}\nlanguage\t{project.language}")
    click.echo(f"items\t{_counts(page.found.counts)}")
    for platform, counts in page.glance.platforms:
        click.echo(f"platform {platform}\t{_counts(counts)}")
    for failure in page.glance.failed:
        click.echo(f"failed\titem {failure.item.id}\t{failure.platform}\t{failure.error}")


def _counts(counts: dict[str, int]) -> str:
    order = [*ItemState, *sorted(counts)]
    states = sorted(counts, key=order.index)
    return ", ".join(f"{counts[state]} {state}" for state in states) or "empty"


def _next(line: ProjectLine) -> str:
    return f"next {line.next_at:%Y-%m-%d %H:%M}" if line.next_at else ""
