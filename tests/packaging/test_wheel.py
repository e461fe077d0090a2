"""The wheel: built, installed beside nothing of the checkout, started, and its page looked at."""

import re
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from testbed.processes import environment, free_port, until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # The build requirements are installed already (requirements/build.txt).
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("fsp-*.whl"))


def test_it_carries_pages_styles_scripts_and_migrations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())

    assert {
        "fsp/_bundle/templates/layout.html",
        "fsp/_bundle/static/fsp.css",
        "fsp/_bundle/static/css/tokens.css",
        "fsp/_bundle/static/vendor/htmx.min.js",
        "fsp/_bundle/migrations/env.py",
        "fsp/redis_ops/lua/claim.lua",
        "fsp/py.typed",
        "wsgi.py",
    } <= names
    assert not [name for name in names if re.search(r"axe|vnu|/tests/|\.sqlite3|\.pyc", name)]


def test_it_serves_a_page_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    port = free_port()
    variables = environment(tmp_path / "var", FSP_PORT=str(port), PYTHONPATH=str(site))
    where = [sys.executable, "-c", "import fsp; print(fsp.__path__[0])"]
    result = subprocess.run(where, env=variables, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(result.stdout.strip()).is_relative_to(site)

    log = (tmp_path / "log").open("wb")
    up = [sys.executable, "-m", "fsp.cli.main", "up"]
    with log, subprocess.Popen(up, env=variables, cwd=tmp_path, stdout=log, stderr=log) as running:
        try:
            until(
                lambda: "FSP is running at" in (tmp_path / "log").read_text(),
                seconds=60,
                what="the wheel's page answers",
            )
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login") as answer:
                page = answer.read().decode()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/vendor/htmx.min.js") as answer:
                script = answer.read()
        finally:
            running.terminate()

    assert "<h1>Sign in</h1>" in page
    assert b"htmx" in script
    assert (tmp_path / "var" / "fsp.sqlite3").is_file()
