"""`fsp audit`: what was done, by whom, and with what result."""

from datetime import datetime

import click

from fsp.audit.export import csv_lines, json_lines
from fsp.audit.search import AuditFilter, search, search_all
from fsp.cli.choices import values_of
from fsp.cli.context import Context
from fsp.clock import as_utc, iso
from fsp.models.audit_entry import AuditOutcome, Via


@click.command()
@click.option("--by", default="", help="Only this account or user.")
@click.option("--action", default="", help='Only this action, such as "pause queue".')
@click.option("--target", default="", help="Only targets that begin with this.")
@click.option("--via", default="", type=click.Choice(["", *values_of(Via)]))
@click.option("--outcome", default="", type=click.Choice(["", *values_of(AuditOutcome)]))
@click.option("--text", default="", help="Text in the target or the reason.")
@click.option("--since", type=click.DateTime(), help="In UTC.")
@click.option("--until", type=click.DateTime(), help="In UTC.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.option("--as", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True)
@click.pass_obj
def audit(
    context: Context, /, *, limit: int, form: str, since: datetime | None, until: datetime | None, **parts: str
) -> None:
    """List audit entries, newest first."""
    criteria = AuditFilter(**parts, since=as_utc(since) if since else None, until=as_utc(until) if until else None)
    with context.app.app_context():
        if form != "table":
            for written in (csv_lines if form == "csv" else json_lines)(search_all(criteria)):
                click.echo(written, nl=False)
            return
        for line in search(criteria, limit=limit):
            start = line.begun
            where = f"{start.via} {start.address}".strip()
            details = " — ".join(part for part in (start.reason, line.detail) if part)
            click.echo(
                f"{iso(start.at)}\t{start.by}\t{start.action}\t{start.target}\t{line.outcome}\t{where}\t{details}"
            )
