"""`fsp site`: rebuilds a project's site."""

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.publishing.site.build import rebuild_site


@click.group()
def site() -> None:
    """Rebuild sites."""


@site.command()
@click.argument("project")
@click.pass_obj
def rebuild(context: Context, project: str) -> None:
    """Rebuild every page of PROJECT.

    Files that do not belong to the site are removed.
    """
    with acting(context, Action.BUILD_SITE, f"project {project}"):
        written = rebuild_site(find_project(project).id, settings=current_settings())
    click.echo(f"Rebuilt the site of {project}: {written} files changed.")
