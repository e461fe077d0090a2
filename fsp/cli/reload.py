"""`fsp reload`: replaces the web processes without refusing a request."""

import os
import signal

import click

from fsp.cli.context import Context
from fsp.cli.instance import running_in
from fsp.errors import NotFound


@click.command()
@click.pass_obj
def reload(context: Context) -> None:
    """Replace the web processes without refusing a request."""
    instance = running_in(context.settings.data_dir)
    if instance is None:
        raise NotFound("No fsp up runs here. Start one with fsp up, or give the signal USR2 to fsp web.")
    os.kill(instance.pid, signal.SIGUSR2)
    click.echo("Starting new web processes. The output of fsp up says when they serve.")
