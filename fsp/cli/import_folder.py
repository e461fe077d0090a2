"""`fsp import`: imports Markdown posts into a project."""

import getpass
import sys
from pathlib import Path

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.cli.migrate import upgrade_database
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.importing.import_posts import ImportReport, import_posts
from fsp.importing.remote_images import request_remote_images


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--project", required=True, help="Title or slug of the project. It is created if it does not exist.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Show what would be imported. Nothing changes.")
@click.pass_obj
def import_command(context: Context, source: Path, project: str, *, is_dry_run: bool) -> None:
    """Import posts, or an export of another system.

    SOURCE is a folder or zip of texts, or an export.

    Texts: Markdown, reStructuredText, Jupyter notebooks, Lektor, and with pandoc Org mode, Textile and MediaWiki.

    Exports: FSP (.zip, .json), WordPress (.xml), Ghost (.json), Medium, Notion, RSS, Atom, JSON Feed, EPUB, Word, HTML.

    Importing again merges: changes in files are taken, changes made in FSP stay. Invalid files are reported with their
    line, and the rest is imported.
    """
    upgrade_database(context.app)
    try:
        report = _planned(context, source, project) if is_dry_run else _imported(context, source, project)
    except InvalidInput as error:
        click.echo(f"fsp: {error}", err=True)
        sys.exit(2)
    for note in report.notes:
        click.echo(note)
    for fault in report.faults:
        click.echo(str(fault), err=True)
    click.echo(summary(report, is_dry_run=is_dry_run))
    if not is_dry_run:
        click.echo(f"View: {context.settings.public_url}/projects/{report.project_slug}")
    sys.exit(1 if report.faults else 0)


def summary(report: ImportReport, *, is_dry_run: bool) -> str:
    """Return the counts of the report in one line, without those that are zero."""
    counts = f"{report.created} new, {report.updated} updated, {report.unchanged} unchanged"
    details = (
        (len(report.held), "held back", "held back"),
        (len(report.undated), "without a date", "without a date"),
        (report.images, "image", "images"),
        (report.attachments, "attachment", "attachments"),
        (report.missing_images, "missing image", "missing images"),
        (report.dead_links, "broken link", "broken links"),
        (len(report.faults), "file with an error", "files with errors"),
    )
    counts += "".join(
        f", {number} {singular if number == 1 else plural}" for number, singular, plural in details if number
    )
    imported = report.created + report.updated + report.unchanged
    posts = f"{imported} {'post' if imported == 1 else 'posts'}"
    if is_dry_run:
        return f"Dry run: {posts}: {counts}. Nothing was changed."
    return f"Imported {posts} into project {report.project_slug}: {counts}."


def _planned(context: Context, source: Path, project: str) -> ImportReport:
    with context.app.app_context():
        return _with_progress_bar(source, project, is_dry_run=True)


def _imported(context: Context, source: Path, project: str) -> ImportReport:
    with acting(context, Action.IMPORT_POSTS, f"project {project}", inputs={"source": source.name}) as trail:
        report = _with_progress_bar(source, project, is_dry_run=False)
        trail.after |= {"created": report.created, "updated": report.updated, "faults": len(report.faults)}
        job_id = request_remote_images(find_project(report.project_slug), by=getpass.getuser())
    if job_id:
        click.echo(f"Job {job_id} downloads the images on other servers.")
    return report


def _with_progress_bar(source: Path, project: str, *, is_dry_run: bool) -> ImportReport:
    with click.progressbar(length=1, label=f"Importing {source.name}") as bar:

        def on_progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return import_posts(
            source,
            project,
            settings=current_settings(),
            on_progress=on_progress,
            is_dry_run=is_dry_run,
            requested_by=getpass.getuser(),
            is_trusted=True,
        )
