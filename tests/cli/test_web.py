"""`fsp web`: gunicorn's command line."""

import os
import subprocess
from pathlib import Path

import pytest

from fsp.cli.web import web_command_line
from fsp.settings import Settings


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_the_address_is_bound(host: str, bound: str) -> None:
    command = web_command_line(Settings(host=host, web_processes=3))

    assert command[command.index("--bind") + 1] == bound
    assert command[command.index("--workers") + 1] == "3"


def test_no_python_file_of_the_current_folder_is_run(tmp_path: Path, settings: Settings) -> None:
    here = tmp_path / "here"
    (here / "fsp").mkdir(parents=True)
    for name in ("gunicorn.conf.py", "random.py", "flask.py", "fsp/__init__.py"):
        (here / name).write_text(f"raise SystemExit('{name} was run')\n")
    environment = {"PATH": os.environ["PATH"], "FSP_DATA_DIR": str(settings.data_dir)}

    command = [*web_command_line(settings), "--check-config"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert "was run" not in done.stdout + done.stderr
