"""`fsp reports`: create and list reports."""

import getpass
from datetime import datetime

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.choices import values_of
from fsp.cli.context import Context
from fsp.cli.files import request_line
from fsp.cli.report_subscriptions import COMMANDS
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.files.requests import read_files
from fsp.local_time import checked_zone
from fsp.queueing.request import request_job
from fsp.reporting.options import DEFAULT_FORMATS, ReportFormat, ReportOptions
from fsp.reporting.period import PeriodName
from fsp.stores import current_redis

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def reports() -> None:
    """Create reports, and send them by mail."""


@reports.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List the newest reports with their files."""
    with context.app.app_context():
        page = read_files(current_redis(), utc_now(), job_types=("generate-report",))
        folder = current_settings().data_dir / "artifacts"
        for line in page.requests:
            click.echo(request_line(line, folder))


@reports.command("create")
@click.option("--project", default="", metavar="SLUG", help="Only this project.")
@click.option(
    "--period",
    type=click.Choice(values_of(PeriodName)),
    default=PeriodName.DAYS_30.value,
    show_default=True,
    help="week, month, quarter and year are the last complete ones.",
)
@click.option("--first", type=_DAY, default=None, help="The first day of the period dates.")
@click.option("--last", type=_DAY, default=None, help="The last day of the period dates.")
@click.option("--zone", default=None, help="A time zone. Default: that of the project, or FSP_ZONE.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(values_of(ReportFormat)),
    default=values_of(DEFAULT_FORMATS),
    show_default=True,
    help="What to write. Can be repeated.",
)
@click.pass_obj
def create(
    context: Context,
    project: str,
    period: PeriodName,
    first: datetime | None,
    last: datetime | None,
    zone: str | None,
    formats: tuple[ReportFormat, ...],
) -> None:
    """Create a report."""
    with acting(context, Action.REQUEST_FILES, f"report of project {project}"):
        owner = find_project(project) if project else None
        options = ReportOptions(
            PeriodName(period),
            first.date() if first else None,
            last.date() if last else None,
            checked_zone(zone or (owner.timezone if owner else current_settings().zone) or "UTC"),
            tuple(map(ReportFormat, formats)),
        )
        options.span(utc_now())
        arguments = {"project": project or None, **options.arguments}
        project_id = owner.id if owner else None
        job = request_job("generate-report", arguments, requested_by=getpass.getuser(), project_id=project_id)
    click.echo(job.job_id)


for command in COMMANDS:
    reports.add_command(command)
