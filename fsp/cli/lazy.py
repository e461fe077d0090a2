"""Commands that are imported on first use, so that `fsp --help` imports none of them."""

import gc
import sys
from collections import UserDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

import click


class LazyCommand(NamedTuple):
    """The location of a command, such as `fsp.cli.jobs:jobs`, and the first sentence of its help."""

    place: str
    help: str


class LazyCommands(UserDict[str, Any]):
    """Commands by name. Each is imported when it is looked up."""

    def __getitem__(self, name: str) -> click.Command:
        """Return the command, imported."""
        command: LazyCommand | click.Command = super().__getitem__(name)
        return load(command.place) if isinstance(command, LazyCommand) else command


class LazyGroup(click.Group):
    """A group of commands from a table."""

    def __init__(self, name: str | None = None, *, table: Mapping[str, LazyCommand], **attributes: Any) -> None:
        super().__init__(name, commands=LazyCommands(table), **attributes)
        self._described = click.Group(
            commands={name: click.Command(name, help=command.help) for name, command in table.items()}
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands for `--help`."""
        self._described.format_commands(ctx, formatter)


def load(place: str) -> Any:
    """Import a module and return the object named by `module:name`."""
    module, _, name = place.partition(":")
    with _without_collector():
        return getattr(import_module(module), name)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from searching modules, which stay: it is a seventh of the time to import them.

    Objects are frozen once at most, because what a long-lived process has dropped by a later import must be collected.
    """
    is_enabled, count = gc.isenabled(), len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > count and gc.get_freeze_count() == 0:
            gc.freeze()
        if is_enabled:
            gc.enable()
