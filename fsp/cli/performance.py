"""`fsp performance`: compare job durations with their baselines, and accept a new baseline."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.jobs.registry import get_job_type
from fsp.performance.baseline import FIRST_RUNS
from fsp.performance.current import Performance, read_performance
from fsp.performance.runs import accept_new_normal


@click.group()
def performance() -> None:
    """Compare run times with baselines; accept new ones."""


@performance.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List job types with their baselines and changes."""
    with context.app.app_context():
        for entry in read_performance():
            click.echo(_line(entry))


@performance.command()
@click.argument("job_type")
@click.option("--size", "size_class", default="", help="Only this size class.")
@click.pass_obj
def accept(context: Context, job_type: str, size_class: str) -> None:
    """Accept the newest runs of JOB_TYPE as its baseline."""
    name = get_job_type(job_type).name
    with acting(context, Action.ACCEPT_BASELINE, f"job type {name}", inputs={"size_class": size_class}):
        accept_new_normal(name, size_class=size_class, by=getpass.getuser())
    click.echo(f"Accepted the newest runs of {name} as its baseline.")


def _line(entry: Performance) -> str:
    name = f"{entry.job_type} ({entry.size_class})" if entry.size_class else entry.job_type
    baseline, verdict = entry.track.baseline, entry.track.verdict
    if baseline is None:
        return f"{name}\t{entry.track.runs_seen} of {FIRST_RUNS} runs for a baseline"
    usual = f"version {baseline.version}: {baseline.stats.mean_seconds:.3g} s, {len(baseline.log_seconds)} runs"
    if entry.improvement:
        usual = f"{usual}, {entry.improvement.percent:.0f} % faster than the one before"
    if verdict is None:
        return f"{name}\t{usual}"
    change = f"{verdict.deviation_percent:+.0f} %, {verdict.level.name.lower()}"
    since = entry.suspect.in_words if entry.suspect else ""
    return f"{name}\t{usual}\t{change}\t{since}".rstrip()
