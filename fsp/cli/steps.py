"""The durable steps of a job on the command line: listed, and chosen to run a job again from."""

import click

from fsp.cli.context import Context
from fsp.clock import iso
from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_steps
from fsp.stores import current_redis

FROM_STEP = "Begin with this durable step. The results of the steps before it are used."


def refuse_both(arguments: str | None, from_step: str | None) -> None:
    """Raise UsageError for new arguments together with a step: results belong to the arguments they were made with."""
    if arguments is not None and from_step is not None:
        raise click.UsageError("Give --arguments or --from-step: results belong to the arguments they were made with.")


@click.command("steps")
@click.argument("job_id")
@click.pass_obj
def steps_(context: Context, job_id: str) -> None:
    """List the durable steps of JOB_ID and its replays."""
    with context.app.app_context():
        for step in read_steps(current_redis(), read_job(current_redis(), job_id)):
            columns = (step.name, step.state, f"{step.runs}", iso(step.started_at), f"{step.seconds:.3f}", step.error)
            click.echo("\t".join(columns))
