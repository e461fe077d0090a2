"""The watchman's former name, which other people's scripts import."""

from fsp.alerts import monitor as watchman
from fsp.periodic.watchman import Watchman


def test_the_former_name_is_the_same_watchman() -> None:
    assert Watchman is watchman.Watchman
