"""`fsp prompts`: read, change and reset the prompts of a project."""

import getpass
from typing import TextIO

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso
from fsp.content.lookup import find_project
from fsp.content.prompt_file import NAMES, PLACEHOLDERS
from fsp.content.prompt_store import is_own, prompt_text, reset_prompt, save_prompt, version_text, versions_of

PROMPT = click.Choice(NAMES)


@click.group()
def prompts() -> None:
    """Manage prompts: what a project asks the language model."""


@prompts.command("list")
@click.argument("project")
@click.pass_obj
def list_(context: Context, project: str) -> None:
    """List the prompts and the placeholders."""
    with context.app.app_context():
        slug = find_project(project).slug
        for name in NAMES:
            click.echo(f"{name}\t{'own' if is_own(slug, name, context.settings) else 'built-in'}")
    for name, meaning in PLACEHOLDERS.items():
        click.echo(f"{{{{ {name} }}}}\t{meaning}")


@prompts.command("show")
@click.argument("project")
@click.argument("name", type=PROMPT)
@click.option("--version", "sha256", default="", metavar="HASH", help="An earlier version, from fsp prompts history.")
@click.pass_obj
def show(context: Context, project: str, name: str, *, sha256: str) -> None:
    """Print the prompt NAME of PROJECT."""
    with context.app.app_context():
        slug, settings = find_project(project).slug, context.settings
        text = version_text(slug, name, sha256, settings) if sha256 else prompt_text(slug, name, settings)
    click.echo(text, nl=False)


@prompts.command("set")
@click.argument("project")
@click.argument("name", type=PROMPT)
@click.argument("file", type=click.File(encoding="utf-8"))
@click.pass_obj
def set_(context: Context, project: str, name: str, file: TextIO) -> None:
    """Replace the prompt NAME by FILE.

    FILE is - for standard input."""
    with acting(context, Action.EDIT_PROMPT, f"project {project}: {name}"):
        slug = find_project(project).slug
        prompt = save_prompt(slug, name, file.read(), by=getpass.getuser(), settings=context.settings)
    click.echo(f"Saved version {prompt.sha256[:12]}.")


@prompts.command("reset")
@click.argument("project")
@click.argument("name", type=PROMPT)
@click.pass_obj
def reset(context: Context, project: str, name: str) -> None:
    """Use the built-in prompt NAME again."""
    with acting(context, Action.RESET_PROMPT, f"project {project}: {name}"):
        reset_prompt(find_project(project).slug, name, context.settings)
    click.echo(f"The built-in prompt {name} is used again.")


@prompts.command("history")
@click.argument("project")
@click.argument("name", type=PROMPT)
@click.pass_obj
def history(context: Context, project: str, name: str) -> None:
    """List the versions of the prompt NAME."""
    with context.app.app_context():
        for version in versions_of(find_project(project).slug, name, context.settings):
            at = iso(version.at) if version.at else "-"
            click.echo("\t".join((version.sha256[:12], version.version or "-", version.by or "a file", at)))
