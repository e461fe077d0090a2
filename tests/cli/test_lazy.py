"""Commands are imported when they are used, and not before."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from fsp.cli.lazy import LazyCommand, LazyGroup

IMPORTS = """
import sys
from fsp.cli.main import fsp
fsp(["--help"], standalone_mode=False)
print("imported:", *sorted({"flask", "pydantic", "redis", "rq", "sqlalchemy"} & set(sys.modules)))
"""
COLLECTIONS = """
import gc
from fsp.cli.lazy import load
collections = []
gc.callbacks.append(lambda phase, info: collections.append(phase))
load("fsp.cli.context:Context")
frozen = gc.get_freeze_count()
load("fsp.cli.site:site")
print(len(collections), gc.isenabled(), frozen > 100_000, gc.get_freeze_count() <= frozen)
"""
GROUP = LazyGroup(
    "fsp", table={"site": LazyCommand("fsp.cli.site:site", "Write."), "none": LazyCommand("fsp:x", "No.")}
)


def test_the_help_of_fsp_imports_no_library_of_its_commands() -> None:
    output = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True).stdout

    assert output.splitlines()[-1].strip() == "imported:"
    assert "dead-letters" in output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "output"),
    [(["--help"], 0, "none  No."), (["site", "--help"], 0, "Usage: fsp site"), (["sit"], 2, "Did you mean 'site'?")],
)
def test_a_command_is_imported_when_it_is_named(arguments: list[str], exit_code: int, output: str) -> None:
    result = CliRunner().invoke(GROUP, arguments)

    assert result.exit_code == exit_code
    assert output in result.output


def test_no_garbage_is_searched_for_in_modules_that_are_imported() -> None:
    output = subprocess.run([sys.executable, "-c", COLLECTIONS], capture_output=True, text=True, check=True).stdout

    assert output.split() == ["0", "True", "True", "True"]
