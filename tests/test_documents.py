"""What README and docs say is there: each link leads on, each command and variable is told of."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs import configuration
from fsp.cli.main import fsp

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?P<link>[^)#\s]+)|(?:src|srcset)=\"(?P<picture>[^\"]+)\"")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        yield path
        return
    for name, inner in command.commands.items():
        yield from commands(inner, (*path, name))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_leads_to_a_file(document: Path) -> None:
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    targets = [found["link"] or found["picture"] for found in LINK.finditer(text)]

    missing = [target for target in targets if "://" not in target and not (document.parent / target).exists()]

    assert missing == []


def test_the_readme_has_every_command() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    def is_told(path: tuple[str, ...]) -> bool:
        rows = [line for line in lines if f"fsp {path[0]}" in line]
        return any(len(path) == 1 or re.search(rf"(?<![\w-]){re.escape(path[-1])}(?![\w-])", row) for row in rows)

    assert [" ".join(path) for path in commands(fsp) if not is_told(path)] == []


def test_the_table_of_variables_is_that_of_the_settings() -> None:
    page = configuration.PAGE.read_text(encoding="utf-8")

    assert page == configuration.with_table(page), "run: python -m docs.configuration"
