"""`bench` stands by itself: every module of it can be imported, and it shares nothing with tests but `testbed`."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
NEEDS_VARIABLES = {"bench.dramatiq_jobs"}
"""Imported by their own processes alone, which have REDIS_URL."""


def modules(folder: str) -> list[str]:
    """Return the dotted names of a folder's modules; programs are left out, as they start when they are imported."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths if path.name[0] != "_"]


def importers_of(package: str, *folders: str) -> list[str]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in paths
        if package in IMPORT.findall(path.read_text(encoding="utf-8"))
    )


def test_every_module_can_be_imported() -> None:
    # In a process of its own: the job types of the benchmarks are none of the other tests'.
    names = [name for folder in ("bench", "testbed") for name in modules(folder) if name not in NEEDS_VARIABLES]
    command = [sys.executable, "-c", "\n".join(f"import {name}" for name in names)]
    imported = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert imported.returncode == 0, imported.stderr


def test_nothing_is_imported_from_tests() -> None:
    assert importers_of("tests", "fsp", "bench", "testbed", "docs_tools") == []


def test_bench_is_imported_by_its_own_tests_alone() -> None:
    importers = importers_of("bench", "fsp", "testbed", "docs_tools", "tests")

    assert [path for path in importers if not path.startswith("tests/bench/")] == []
