"""What is looked at before anything starts."""

import socket
from pathlib import Path

import pytest

from fsp.cli.up.checks import check_alert_targets, check_port, lock_data_folder
from fsp.errors import SettingsError
from fsp.settings import Settings
from testbed.processes import free_port


def test_a_free_port_is_fine_and_a_taken_one_is_named() -> None:
    check_port(Settings(port=free_port()))

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            check_port(Settings(port=port))


def test_a_folder_belongs_to_one_at_a_time(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    first = lock_data_folder(settings)

    with pytest.raises(SettingsError, match="Another fsp up"):
        lock_data_folder(settings)

    first.close()
    lock_data_folder(settings).close()


@pytest.mark.parametrize("host", ["169.254.169.254", "0x7f000001", "[::ffff:127.0.0.1]", "localhost", "10.0.0.7"])
def test_a_webhook_inside_the_network_is_refused_before_anything_starts(host: str) -> None:
    settings = Settings(alert_webhook_url=f"http://{host}/hooks/hunter2")

    with pytest.raises(SettingsError, match="ALERT_WEBHOOK_URL") as refused:
        check_alert_targets(settings)

    assert "hunter2" not in str(refused.value)


def test_a_webhook_whose_name_cannot_be_looked_up_now_does_not_stop_anything() -> None:
    check_alert_targets(Settings(slack_webhook_url="https://nowhere.invalid/hook"))
    check_alert_targets(Settings(alert_webhook_url="http://127.0.0.1/hook", alert_allow_internal=True))
