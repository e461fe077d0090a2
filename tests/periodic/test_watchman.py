"""The monitor's former name, which other people's scripts import."""

from fsp.alerts.monitor import Monitor
from fsp.periodic.watchman import Watchman


def test_the_former_name_is_the_same_monitor() -> None:
    assert Watchman is Monitor
