"""FSP in the background: it starts, says where it is, and stops."""

import subprocess
from pathlib import Path

from fsp.cli.up.detached import MAX_LOG_BYTES, RotatingOutput
from testbed.processes import COMMAND, environment, free_port


def _fsp(variables: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], env=variables, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_it_starts_in_the_background_is_found_from_anywhere_and_stops(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    port = str(free_port())
    plain = {**environment(tmp_path / "home" / "var"), "XDG_STATE_HOME": str(tmp_path / "state")}
    del plain["FSP_DATA_DIR"]

    started = _fsp({**plain, "FSP_PORT": port}, home, "up", "--detach")
    again = _fsp({**plain, "FSP_PORT": str(free_port())}, home, "up", "--detach")
    link = _fsp(plain, elsewhere, "login-link")
    stopped = _fsp(plain, elsewhere, "down")
    after = _fsp(plain, elsewhere, "down")

    lines = started.stdout.strip().splitlines()
    assert started.returncode == 0
    assert lines[-1] == "FSP is running in the background. Stop it with: fsp down"
    assert f"http://127.0.0.1:{port}/login/link/" in lines[-2]
    assert (again.returncode, "Another fsp up uses the data folder" in again.stderr) == (2, True)
    assert link.stdout.startswith(f"http://127.0.0.1:{port}/login/link/")
    assert stopped.stdout == "FSP has stopped.\n"
    assert (after.returncode, "No FSP was found" in after.stderr) == (2, True)
    assert list(elsewhere.iterdir()) == []


def test_a_start_that_fails_shows_why_and_keeps_the_last_output(tmp_path: Path) -> None:
    variables = environment(tmp_path / "var", FSP_PORT=str(free_port()), REDIS_URL="redis://127.0.0.1:1/0")

    first = _fsp(variables, tmp_path, "up", "--detach")
    failed = _fsp(variables, tmp_path, "up", "--detach")

    # A crash leaves its cause in the output of the last run.
    assert (tmp_path / "var" / "up.log.1").read_text() == first.stdout
    assert failed.returncode == 2
    assert "REDIS_URL" in failed.stdout
    assert "FSP did not start" in failed.stderr


def test_the_output_is_set_aside_when_it_is_long(tmp_path: Path) -> None:
    output = RotatingOutput(tmp_path / "up.log")
    line = "x" * 1_000_000

    for _ in range(MAX_LOG_BYTES // len(line) + 1):
        print("web |", line, file=output, flush=True)
    output.close()

    sizes = [(tmp_path / name).stat().st_size for name in ("up.log", "up.log.1")]
    assert max(sizes) <= MAX_LOG_BYTES
    assert min(sizes) > 0
