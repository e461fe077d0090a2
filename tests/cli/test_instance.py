"""Commands find the FSP that runs, and make no second one."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from fsp.cli.instance import located, recorded, running_in, running_instances
from fsp.cli.main import fsp
from fsp.errors import SettingsError
from fsp.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, as a user with a home of the test's own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("FSP_DATA_DIR", "REDIS_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


def _made(folder: Path, **settings: object) -> Settings:
    folder.mkdir()
    (folder / "secret_key").write_text("x")
    return Settings(data_dir=folder, **settings)  # type: ignore[arg-type]


def test_a_command_finds_the_one_that_runs_with_its_address_and_stores(tmp_path: Path) -> None:
    settings = _made(tmp_path / "blog", port=9001)

    with recorded(settings, {"FSP_PORT": "9001", "REDIS_URL": "redis://cache", "SENDGRID_API_KEY": "secret"}):
        variables = located({"HOME": "/home/ada"}, command="items")

    assert variables == {
        "HOME": "/home/ada",
        "FSP_DATA_DIR": str(tmp_path / "blog"),
        "FSP_PORT": "9001",
        "REDIS_URL": "redis://cache",
    }


def test_what_is_set_wins_over_what_was_recorded(tmp_path: Path) -> None:
    settings = _made(tmp_path / "blog")

    with recorded(settings, {"FSP_PORT": "9001"}):
        variables = located({"FSP_DATA_DIR": str(tmp_path / "blog"), "FSP_PORT": "9002"}, command="items")

    assert variables["FSP_PORT"] == "9002"


def test_the_data_folder_of_the_present_folder_comes_before_one_that_runs_elsewhere(
    tmp_path: Path, elsewhere: Path
) -> None:
    _made(elsewhere / "var")

    with recorded(_made(tmp_path / "blog"), {}):
        variables = located({}, command="items")

    assert "FSP_DATA_DIR" not in variables


@pytest.mark.parametrize("command", ["items", "login-link", "import", "worker", "web"])
def test_none_is_made_where_none_is(elsewhere: Path, command: str) -> None:
    with pytest.raises(SettingsError, match="No FSP was found"):
        located({}, command=command)

    assert list(elsewhere.iterdir()) == []


def test_the_command_says_that_there_is_none_and_makes_no_folder(elsewhere: Path) -> None:
    result = CliRunner().invoke(fsp, ["items", "list"])

    assert "Start one with fsp up, or set FSP_DATA_DIR" in str(result.exception)
    assert list(elsewhere.iterdir()) == []


def test_help_needs_no_fsp(elsewhere: Path) -> None:
    codes = {CliRunner().invoke(fsp, [*command, "--help"]).exit_code for command in (["items"], ["jobs", "list"])}

    assert codes == {0}
    assert list(elsewhere.iterdir()) == []


def test_two_that_run_are_listed_to_choose_from(tmp_path: Path) -> None:
    first, second = _made(tmp_path / "blog"), _made(tmp_path / "book", port=8001)

    with recorded(first, {}), recorded(second, {}), pytest.raises(SettingsError) as caught:
        located({}, command="items")

    assert f"{tmp_path / 'blog'} (http://127.0.0.1:8000)" in str(caught.value)
    assert f"{tmp_path / 'book'} (http://127.0.0.1:8001)" in str(caught.value)


def test_a_named_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="which does not exist"):
        located({"FSP_DATA_DIR": str(tmp_path / "typo")}, command="login-link")

    assert not (tmp_path / "typo").exists()


def test_one_that_has_stopped_or_was_killed_is_not_taken_for_running(tmp_path: Path) -> None:
    settings = _made(tmp_path / "blog")
    with recorded(settings, {}):
        pass
    after_stop = running_in(settings.data_dir)
    # A killed one leaves its file, without the lock.
    (settings.data_dir / "instance.json").write_text(
        '{"data_dir":"x","pid":1,"address":"http://x","environment":{}}', encoding="utf-8"
    )

    assert after_stop is None
    assert running_in(settings.data_dir) is None
    assert running_instances() == []


def test_the_record_is_private_and_says_when_it_is_ready(tmp_path: Path) -> None:
    settings = _made(tmp_path / "blog")

    with recorded(settings, {}) as record:
        starting = running_in(settings.data_dir)
        record.write(is_ready=True)
        ready = running_in(settings.data_dir)
        mode = stat.S_IMODE((settings.data_dir / "instance.json").stat().st_mode)

    assert starting is not None
    assert ready is not None
    assert (starting.is_ready, ready.is_ready, ready.pid, mode) == (False, True, os.getpid(), 0o600)
