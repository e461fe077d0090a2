"""`fsp secrets rotate`: encrypts stored credentials with a new key."""

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.destinations.rotate import rotate_secrets
from fsp.errors import FspError


@click.group()
def secrets() -> None:
    """Manage the key that encrypts credentials."""


@secrets.command("rotate")
@click.pass_obj
def rotate(context: Context) -> None:
    """Encrypt all credentials with a new key, while FSP runs.

    With FSP_SECRET_KEY, set the new key there and the old one in FSP_SECRET_KEY_PREVIOUS first, on every machine.
    Without it, a new key is made in the data folder.
    """
    with acting(context, Action.ROTATE_SECRETS, "credentials") as trail:
        rotated = rotate_secrets(context.settings)
        trail.count = rotated.count
    key = "a new key in the data folder" if rotated.has_new_key else "FSP_SECRET_KEY"
    click.echo(f"Encrypted the credentials of {rotated.count} destinations with {key}.")
    if rotated.has_new_key:
        click.echo("Restart FSP when it suits you: until then, open forms are signed with the previous key.")
    if rotated.unreadable:
        raise FspError(
            f"No known key decrypts the credentials of {', '.join(rotated.unreadable)}. "
            "Add their key to FSP_SECRET_KEY_PREVIOUS, or replace these credentials."
        )
