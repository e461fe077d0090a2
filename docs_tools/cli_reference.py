"""The page docs/reference/cli.md, generated from the commands."""

from collections.abc import Iterator
from pathlib import Path

import click

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# Command line

Generated from the commands by `make reference`. `fsp COMMAND --help` prints the same.

Commands find the running FSP from any folder.
They exit with 0 on success, 1 on a fault, and 2 for wrong usage or an invalid setting.
"""


def page(fsp: click.Group) -> str:
    """Return the page: one section for each command, in alphabetical order."""
    context = click.Context(fsp, info_name="fsp")
    return "\n".join([HEAD, *_sections(fsp, context)])


def _sections(group: click.Group, parent: click.Context) -> Iterator[str]:
    for name in sorted(group.list_commands(parent)):
        command = group.get_command(parent, name)
        if command is None or command.hidden:
            continue
        context = click.Context(command, info_name=name, parent=parent)
        if isinstance(command, click.Group):
            yield f"## {context.command_path}\n\n{_first_paragraph(command)}\n"
            yield from _sections(command, context)
        else:
            yield _section(command, context)


def _section(command: click.Command, context: click.Context) -> str:
    level = "##" if context.parent and context.parent.parent is None else "###"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    lines = [f"{level} {context.command_path}", "", _description(command), "", "```text", usage, "```", ""]
    records = [parameter.get_help_record(context) for parameter in command.params]
    options = [record for record in records if record and record[1]]
    if options:
        lines += ["| option | meaning |", "|---|---|"]
        lines += [f"| `{_cell(option)}` | {_cell(meaning)} |" for option, meaning in options]
        lines.append("")
    return "\n".join(lines)


def _description(command: click.Command) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").replace("\b", "").split("\n\n"))


def _first_paragraph(command: click.Command) -> str:
    return _description(command).split("\n\n", maxsplit=1)[0]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
