"""Services through apprise, which is an extra: against its own interface where it is installed, else its absence."""

import sys
from types import ModuleType

import pytest

from fsp.alerts.channels.apprise_channel import AppriseChannel
from fsp.errors import ChannelFailed
from tests.alerts.messages import message
from tests.receiver import receiving


def test_its_absence_is_said_with_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)

    with pytest.raises(ChannelFailed, match=r"pip install fsp\[apprise\]") as caught:
        AppriseChannel(("json://x",)).send(message())
    assert caught.value.permanent


@pytest.fixture
def apprise(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Stand in for the library with the part of its interface that is used."""
    sent: list[tuple[str, str]] = []

    class Apprise:
        def __init__(self) -> None:
            self.urls: list[str] = []

        def add(self, url: str) -> bool:
            self.urls.append(url)
            return url.startswith("json://")

        def notify(self, *, title: str, body: str) -> bool:
            sent.append((title, body))
            return "down" not in self.urls[0]

    module = ModuleType("apprise")
    module.Apprise = Apprise  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "apprise", module)
    return sent


def test_a_message_goes_to_every_service(apprise: list[tuple[str, str]]) -> None:
    said = AppriseChannel(("json://a", "json://b")).send(message())

    assert said == "2 services"
    assert apprise[0][0].startswith("[FSP] FIRING")


def test_an_unknown_service_is_named_by_its_number_and_not_by_its_secret(apprise: list[tuple[str, str]]) -> None:
    with pytest.raises(ChannelFailed, match="number 2") as caught:
        AppriseChannel(("json://a", "bogus://hunter2")).send(message())

    assert caught.value.permanent
    assert "hunter2" not in str(caught.value)


def test_a_service_that_is_away_is_tried_again(apprise: list[tuple[str, str]]) -> None:
    with pytest.raises(ChannelFailed) as caught:
        AppriseChannel(("json://down",)).send(message())

    assert not caught.value.permanent


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_library_itself_posts_where_it_is_installed() -> None:
    pytest.importorskip("apprise")
    with receiving() as receiver:
        AppriseChannel((f"json://127.0.0.1:{receiver.port}/",)).send(message())

    assert len(receiver.calls) == 1
