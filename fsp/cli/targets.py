"""`fsp targets`: what FSP wants of itself, and whether it gets it."""

import click

from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.targets.read import read_targets
from fsp.targets.wording import limit_in_words, value_in_words


@click.command()
@click.pass_obj
def targets(context: Context) -> None:
    """List targets with their values, windows and sample sizes."""
    with context.app.app_context():
        for found in read_targets(current_redis(), utc_now()):
            told = f"{value_in_words(found)}\t{limit_in_words(found)}\tn={found.n}\t{found.window}"
            click.echo(f"{found.verdict}\t{found.title}\t{told}")
