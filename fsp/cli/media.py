"""`fsp media`: list, add and remove the images and attachments of a project."""

from pathlib import Path

import click

from fsp.amounts import size
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.content.lookup import find_project
from fsp.content.project_media import PAGE_SIZE, add_media, list_media, put_media, remove_media


@click.group()
def media() -> None:
    """Manage the images and attachments of projects."""


@media.command("list")
@click.argument("project")
@click.pass_obj
def list_(context: Context, project: str) -> None:
    """List the files of PROJECT by path."""
    with context.app.app_context():
        owner, after = find_project(project), ""
        while True:
            rows = list_media(owner, after=after)
            for row in rows[:PAGE_SIZE]:
                dimensions = f"{row.width} × {row.height}" if row.width and row.height else ""
                click.echo("\t".join((row.path, row.media_type, size(row.size_bytes), dimensions)))
            if len(rows) <= PAGE_SIZE:
                break
            after = rows[PAGE_SIZE - 1].path


@media.command("add")
@click.argument("project")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--path", default=None, help="Its path in the project, as texts refer to it. Default: the file's name.")
@click.option("--new", "is_new", is_flag=True, help="Replace no image: a taken name gets a number.")
@click.pass_obj
def add(context: Context, project: str, file: Path, *, path: str | None, is_new: bool) -> None:
    """Add or replace an image or attachment of PROJECT. Images lose private metadata."""
    media_path = path or file.name
    store = add_media if is_new else put_media
    with acting(context, Action.ADD_IMAGE, f"project {project}: {media_path}"):
        row, is_added = store(find_project(project), media_path, file.read_bytes(), settings=context.settings)
    word = "Added" if is_added else "Found the same image:" if is_new else "Replaced"
    click.echo(f"{word} {row.path} ({size(row.size_bytes)}).")


@media.command("remove")
@click.argument("project")
@click.argument("path")
@click.pass_obj
def remove(context: Context, project: str, path: str) -> None:
    """Remove the file at PATH from PROJECT. Published posts keep it until they are published again."""
    with acting(context, Action.REMOVE_IMAGE, f"project {project}: {path}"):
        remove_media(find_project(project), path)
    click.echo(f"Removed {path}.")
