"""`fsp deploy`: record that another version of the code runs from now on, and list recorded deploys."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.performance.deploys import mark_deploy, read_deploys


@click.group()
def deploy() -> None:
    """Record deploys, to match regressions to releases."""


@deploy.command()
@click.argument("version", required=False)
@click.option("--note", default="", help="A note.")
@click.pass_obj
def mark(context: Context, version: str | None, note: str) -> None:
    """Record a deploy of VERSION. Default: FSP_CODE_VERSION, or the version of FSP."""
    named = version or context.settings.code_version
    with acting(context, Action.MARK_DEPLOY, f"version {named}", inputs={"note": note}):
        deploy_mark = mark_deploy(named, by=getpass.getuser(), now=utc_now(), note=note)
    click.echo(f"Recorded {deploy_mark.version} at {iso(deploy_mark.at)}.")


@deploy.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def list_(context: Context, limit: int) -> None:
    """List deploys, newest first."""
    with context.app.app_context():
        for deploy_mark in reversed(read_deploys(limit=limit)):
            click.echo(f"{iso(deploy_mark.at)}\t{deploy_mark.version}\t{deploy_mark.by}\t{deploy_mark.note}")
