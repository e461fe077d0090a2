"""`fsp items create`, `show`, `edit`, `revisions` and `use`: the content of posts."""

import getpass
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TextIO, TypeVar

import click
from sqlalchemy import select

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso
from fsp.content.editing import ItemText, create_item, lock_item, save_item, text_of_item, use_revision
from fsp.content.item_details import ItemDetails, details_of
from fsp.content.lookup import find_item, find_project
from fsp.content.text_length import text_length
from fsp.errors import Conflict, NotFound
from fsp.models.item import Item, Revision
from fsp.stores import db

Command = TypeVar("Command", bound=Callable[..., Any])

MAX_REVISIONS = 100

CONTENT_OPTIONS = (
    click.option("--summary", default=None),
    click.option("--brief", default=None, help="The prompt of a generated draft."),
    click.option("--tags", default=None, help="Separated by commas."),
    click.option("--authors", default=None, help="Separated by commas."),
    click.option("--cover", default=None, help="URL or path of the cover image."),
    click.option("--language", default=None, help="A tag such as en or pt-BR; empty for the project's language."),
    click.option("--series", default=None),
    click.option("--canonical-url", default=None),
    click.option("--unlisted/--listed", "is_unlisted", default=None, help="Whether lists and feeds omit the post."),
    click.option("--page/--post", "is_page", default=None, help="Whether it is a page of the site, such as About."),
    click.option("--layout", default=None, help="The layout of another generator."),
    click.option("--weight", type=float, default=None, help="Its position in its series, lowest first."),
    click.option("--extra", default=None, help="Other front matter fields as YAML, such as 'mood: calm'."),
    click.option("--file", "file", type=click.File(), default=None, help="Markdown file of the text, - for stdin."),
)


def _with_content_options(command: Command) -> Command:
    for option in reversed(CONTENT_OPTIONS):
        command = option(command)
    return command


@click.command("create")
@click.argument("project")
@click.argument("title")
@_with_content_options
@click.pass_obj
def create(context: Context, /, project: str, title: str, file: TextIO | None, **options: Any) -> None:
    """Create a draft with TITLE in PROJECT. Its number is printed."""
    with acting(context, Action.CREATE_ITEM, f"project {project}: {title}") as trail:
        owner = find_project(project)
        if owner.deleted_at is not None:
            raise Conflict(f"Project {project} is deleted. Undo this with: fsp projects restore {project}")
        text = _changed(ItemText(title=title, body=_text(file) or ""), options)
        item = create_item(owner, text, _changed(ItemDetails(), options), author=getpass.getuser())
        trail.after["item"] = item.id
    click.echo(item.id)


@click.command("edit")
@click.argument("number", type=int)
@click.option("--title", default=None)
@_with_content_options
@click.pass_obj
def edit(context: Context, /, number: int, file: TextIO | None, **options: Any) -> None:
    """Change the content of post NUMBER. Fields without an option stay."""
    body = _text(file)
    changes = {name: value for name, value in options.items() if value is not None}
    with acting(context, Action.EDIT_ITEM, f"item {number}", inputs={"fields": sorted(changes)}):
        item = lock_item(number)
        if item.deleted_at is not None:
            raise Conflict(f"Post {number} is deleted. Undo this with: fsp items restore {number}")
        text = _changed(text_of_item(item), {**options, "body": body})
        details, author = _changed(details_of(item), options), getpass.getuser()
        save_item(item, text, seen_revision_id=item.current_revision_id, author=author, details=details)
    click.echo(f"Saved post {number}.")


@click.command("show")
@click.argument("number", type=int)
@click.option("--text", "is_text_only", is_flag=True, help="Only the Markdown text.")
@click.pass_obj
def show(context: Context, number: int, *, is_text_only: bool) -> None:
    """Show post NUMBER."""
    with context.app.app_context():
        item = find_item(number)
        text, details, project = text_of_item(item), details_of(item), item.project.slug
    if is_text_only:
        click.echo(text.body)
        return
    at = iso(item.publish_at) if item.publish_at else "no time"
    head = {"project": project, "slug": item.slug, "state": item.state, "time": at, "title": text.title}
    rest = {"summary": text.summary, "tags": text.tags, "brief": text.brief, "authors": details.authors}
    rest |= {"series": details.series, "cover": details.cover, "language": details.language}
    length = text_length(text.body)
    rest |= {"length": f"{length.words} words, {length.characters} characters, {length.minutes} min to read"}
    for name, value in (head | rest).items():
        if value:
            click.echo(f"{name}\t{value}")
    click.echo(f"\n{text.body}")


@click.command("revisions")
@click.argument("number", type=int)
@click.pass_obj
def revisions(context: Context, number: int) -> None:
    """List the last 100 revisions of post NUMBER, newest first."""
    with context.app.app_context():
        item = find_item(number)
        query = select(Revision).where(Revision.item_id == item.id).order_by(Revision.number.desc())
        for row in db.session.scalars(query.limit(MAX_REVISIONS)):
            current = "current" if row.id == item.current_revision_id else ""
            size = f"{len(row.body)} characters"
            click.echo("\t".join((str(row.number), iso(row.created_at), row.origin, row.author, size, current)))


@click.command("use")
@click.argument("number", type=int)
@click.argument("revision", type=int)
@click.pass_obj
def use(context: Context, number: int, revision: int) -> None:
    """Make REVISION the current text of post NUMBER."""
    with acting(context, Action.USE_TEXT, f"item {number}"):
        item = lock_item(number)
        use_revision(item, _revision_id(item, revision))
    click.echo(f"Post {number} now uses revision {revision}.")


def _revision_id(item: Item, number: int) -> int:
    revision_id = db.session.scalar(select(Revision.id).where(Revision.item_id == item.id, Revision.number == number))
    if revision_id is None:
        raise NotFound(f"Post {item.id} has no revision {number}. List them with: fsp items revisions {item.id}")
    return revision_id


Fields = TypeVar("Fields", ItemText, ItemDetails)


def _changed(before: Fields, options: dict[str, Any]) -> Fields:
    names = {field.name for field in fields(before)}
    return replace(before, **{name: options[name] for name in names & options.keys() if options[name] is not None})


def _text(file: TextIO | None) -> str | None:
    return None if file is None else file.read().replace("\r\n", "\n")
