"""`fsp targets`: FSP's targets for itself, and whether they are met."""

import click

from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.stores import current_redis
from fsp.targets.read import read_targets
from fsp.targets.wording import limit_in_words, value_in_words


@click.command()
@click.pass_obj
def targets(context: Context) -> None:
    """List targets with their values, windows and sample sizes."""
    with context.app.app_context():
        for target in read_targets(current_redis(), utc_now()):
            measured = f"{value_in_words(target)}\t{limit_in_words(target)}\tn={target.n}\t{target.window}"
            click.echo(f"{target.verdict}\t{target.title}\t{measured}")
