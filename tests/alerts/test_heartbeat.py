"""The outgoing heartbeat."""

import logging

import pytest

from fsp.alerts.heartbeat import send_heartbeat
from fsp.settings import Settings
from tests.receiver import Receiver


def test_it_is_fetched_where_it_is_set_and_nothing_happens_where_it_is_not(receiver: Receiver) -> None:
    heard = send_heartbeat(Settings(heartbeat_url=f"{receiver.url}/beat", alert_allow_internal=True))

    assert (heard, send_heartbeat(Settings())) == (True, False)
    assert [call.path for call in receiver.calls] == ["/beat"]


@pytest.mark.parametrize("allow_internal", [True, False])
def test_a_fault_is_logged_without_the_url_and_not_raised(
    receiver: Receiver, caplog: pytest.LogCaptureFixture, *, allow_internal: bool
) -> None:
    receiver.status = 500
    settings = Settings(heartbeat_url=f"{receiver.url}/hunter2", alert_allow_internal=allow_internal)

    with caplog.at_level(logging.WARNING):
        assert not send_heartbeat(settings)

    assert len(receiver.calls) == (1 if allow_internal else 0)
    assert caplog.records[0].message.startswith("heartbeat")
    assert "hunter2" not in str([vars(record) for record in caplog.records])
