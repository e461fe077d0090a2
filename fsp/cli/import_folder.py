"""`fsp import`: Markdown posts into a project."""

import sys
from pathlib import Path

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.cli.migrate import upgrade_database
from fsp.errors import InvalidInput
from fsp.extensions import current_settings
from fsp.importing.import_posts import ImportReport, import_posts


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--project", required=True, help="The project's name; made if there is none.")
@click.pass_obj
def import_command(context: Context, source: Path, project: str) -> None:
    """Import a folder or a .zip of Markdown files with front matter.

    Importing again updates what has changed. A bad file is named with its line and the rest is imported.
    """
    upgrade_database(context.app)
    try:
        with acting(context, Action.IMPORT_POSTS, f"project {project}", given={"source": source.name}) as trail:
            report = _with_progress_bar(source, project)
            trail.after |= {"created": report.created, "updated": report.updated, "faults": len(report.faults)}
    except InvalidInput as error:
        click.echo(f"fsp: {error}", err=True)
        sys.exit(2)
    for note in report.notes:
        click.echo(note)
    for fault in report.faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{report.created} new, {report.updated} updated, {report.unchanged} unchanged, {report.images} images, "
        f"{len(report.faults)} faults in project {report.project_slug}."
    )
    sys.exit(1 if report.faults else 0)


def _with_progress_bar(source: Path, project: str) -> ImportReport:
    with click.progressbar(length=1, label=f"Importing {source.name}") as bar:

        def on_progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return import_posts(source, project, settings=current_settings(), on_progress=on_progress)
