"""`fsp files`: request, list and delete reports and exports."""

import getpass
from pathlib import Path
from typing import Any

import click

from fsp.amounts import size
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.choices import values_of
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.exporting.formats import DEFAULT_FORMATS, ExportFormat
from fsp.exporting.pdf.paper import MAX_BLEED_MILLIMETRES, PaperSize
from fsp.files.artifacts import delete_artifacts
from fsp.files.requests import FileRequest, find_file_request, read_files
from fsp.queueing.request import request_job
from fsp.stores import current_redis


def request_line(line: FileRequest, folder: Path | None = None) -> str:
    """Return a request with its files, or its error, as a line. Their paths begin at `folder`, if it is given."""
    paths = ", ".join(f"{folder / file.path if folder else file.path} ({size(file.size_bytes)})" for file in line.files)
    columns = (line.request.job_id, line.what, line.state.value, f"{line.request.requested_at:%Y-%m-%d %H:%M}")
    return "\t".join((*columns, paths or line.request.error))


@click.group()
def files() -> None:
    """Manage reports and exports."""


@files.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List the newest reports and exports with their files."""
    with context.app.app_context():
        for line in read_files(current_redis(), utc_now()).requests:
            click.echo(request_line(line))


@files.command()
@click.option("--project", default=None, help="The slug of a project. Default: all projects.")
@click.pass_obj
def report(context: Context, project: str | None) -> None:
    """Create a report."""
    _ask(context, "generate-report", project)


@files.command()
@click.argument("project")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(values_of(ExportFormat)),
    default=values_of(DEFAULT_FORMATS),
    show_default=True,
    help="What to write. Can be repeated.",
)
@click.option(
    "--paper",
    type=click.Choice(values_of(PaperSize)),
    default=PaperSize.A5.value,
    show_default=True,
    help="Of a PDF.",
)
@click.option("--bleed", type=click.IntRange(0, MAX_BLEED_MILLIMETRES), default=0, help="Of a PDF for print, in mm.")
@click.pass_obj
def export(context: Context, project: str, formats: tuple[ExportFormat, ...], paper: PaperSize, bleed: int) -> None:
    """Export the project with the slug PROJECT."""
    options = {"formats": list(formats), "paper": paper, "bleed_millimetres": bleed}
    _ask(context, "export-data", project, options)


@files.command()
@click.argument("job_id")
@click.pass_obj
def delete(context: Context, job_id: str) -> None:
    """Delete the files of JOB_ID."""
    with acting(context, Action.DELETE_FILES, f"files of job {job_id}") as trail:
        trail.count = delete_artifacts(find_file_request(job_id).job_id, current_settings())
    click.echo(f"Deleted {trail.count} file{'' if trail.count == 1 else 's'}.")


def _ask(context: Context, job_type: str, slug: str | None, options: dict[str, Any] | None = None) -> None:
    with acting(context, Action.REQUEST_FILES, f"{job_type} of project {slug or ''}"):
        project_id = find_project(slug).id if slug else None
        arguments = {"project": slug, **(options or {})}
        job = request_job(job_type, arguments, requested_by=getpass.getuser(), project_id=project_id)
    click.echo(job.job_id)
