"""`fsp problems`: lists the current problems, as the overview does."""

import click

from fsp.amounts import duration
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.conditions.finding import Finding
from fsp.health.catalogue import all_checks
from fsp.health.watch import Watch
from fsp.problems.current import CurrentProblems, read_current
from fsp.problems.schema import problem_list
from fsp.stores import current_redis


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the names of the API.")
@click.pass_context
def problems(click_context: click.Context, *, as_json: bool) -> None:
    """List current problems, the worst first."""
    context: Context = click_context.obj
    app = context.app
    with app.app_context():
        current = read_current(current_redis(), Watch(all_checks(app)).read, utc_now)
    if as_json:
        click.echo(problem_list(current).model_dump_json(by_alias=True, indent=2))
    else:
        _print(current, context.settings.public_url or "")
    click_context.exit(1 if current.problems else 0)


def _print(current: CurrentProblems, public_url: str) -> None:
    if not current.problems:
        click.echo(f"All systems operational. {current.verdict.words}".strip())
    for problem in current.problems:
        click.echo("\t".join(_columns(problem, current, public_url)))


def _columns(problem: Finding, current: CurrentProblems, public_url: str) -> tuple[str, ...]:
    since = problem.since
    age = duration(round((current.as_of - since).total_seconds())) if since else ""
    earlier = f"{iso(problem.earlier.at)}: {problem.earlier.words}" if problem.earlier else ""
    acknowledged = f"acknowledged by {problem.acknowledged.by}" if problem.acknowledged else ""
    return (
        problem.severity.value if not problem.doubt else problem.doubt,
        problem.summary,
        f"{age} (since {iso(since)})" if since else "—",
        f"jobs={problem.jobs_hit}" if problem.jobs_hit is not None else "—",
        "; ".join(part for part in (problem.cause_and_error, earlier, acknowledged) if part),
        f"{problem.action.label}: {_next_step(problem, public_url)}",
    )


def _next_step(problem: Finding, public_url: str) -> str:
    """Return the command to run, or the page where the action is."""
    action = problem.action
    return action.command or f"{public_url}{problem.details if action.is_post else action.url}"
