"""The table of commands and the files of commands agree."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

import fsp.cli
from fsp.cli.main import fsp as root
from fsp.cli.table import COMMANDS


def commands_in_files() -> Iterator[click.Command]:
    for result in pkgutil.walk_packages(fsp.cli.__path__, "fsp.cli."):
        module = import_module(result.name)
        commands = [value for value in vars(module).values() if isinstance(value, click.Command)]
        yield from (command for command in commands if command.callback.__module__ == result.name)


def inner(command: click.Command) -> set[int]:
    commands = command.commands.values() if isinstance(command, click.Group) else ()
    return {id(command) for command in commands}.union(*(inner(command) for command in commands))


def test_every_command_of_a_file_is_in_the_table_or_in_a_group() -> None:
    assert [command.name for command in commands_in_files() if id(command) not in inner(root) | {id(root)}] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_the_name_and_the_help_of_the_table(name: str) -> None:
    command = root.commands[name]

    assert command.name == name
    assert command.get_short_help_str(limit=200) == COMMANDS[name].help
