"""The `fsp` command, the entry point of all subcommands."""

import errno
import sys

import click

from fsp.cli.lazy import LazyGroup, load
from fsp.cli.table import COMMANDS
from fsp.errors import FspError, SettingsError
from fsp.private_files import use_private_umask
from fsp.storable import fault_of

TAKE_PATHS = (["import"], ["backup"], ["restore"], ["up"])


class _Commands(LazyGroup):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse bytes that are not UTF-8, which Python reads as lone surrogates. A path may contain them."""
        for number, argument in enumerate(args if args[:1] not in TAKE_PATHS else [], 1):
            fault = fault_of(argument)
            if fault:
                raise click.UsageError(f"Argument {number} of fsp {fault}.")
        return super().parse_args(ctx, args)


@click.group(cls=_Commands, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fsp", message="FSP %(version)s")
@click.pass_context
def fsp(click_context: click.Context) -> None:
    """FSP is a self-hosted publishing platform with a built-in job system."""
    use_private_umask()
    context = load("fsp.cli.context:Context")(click_context.invoked_subcommand)
    click_context.obj = click_context.with_resource(context)


def main() -> None:
    """Run the command. A known error is one line: exit code 2 for a setting, else 1."""
    try:
        fsp()
    except SettingsError as error:
        click.echo(f"fsp: {error}", err=True)
        sys.exit(2)
    except FspError as error:
        click.echo(f"fsp: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        place = f" at {error.filename}" if error.filename else ""
        click.echo(f"fsp: The disk is full{place}. Free some space, then run the command again.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
