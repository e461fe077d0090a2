"""The webhook: Alertmanager's form, signed, judged by its status."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest

from fsp.alerts.channels.webhook import MAX_ALERTS, payload
from fsp.errors import ChannelFailed
from tests.alerts.messages import FIRING, RESOLVED, message
from tests.alerts.steps import START, webhook
from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


def test_the_body_has_alertmanagers_form_version_4() -> None:
    results = payload(message(FIRING, RESOLVED), "webhook")

    assert (results["version"], results["status"], results["groupKey"]) == ("4", "firing", "job_failures")
    assert results["commonLabels"] == {
        "alertname": "JobFailures",
        "alert_type": "job_failures",
        "severity": "critical",
        "job_type": "export-data",
    }
    firing, resolved = results["alerts"]
    assert (firing["status"], firing["endsAt"]) == ("firing", "0001-01-01T00:00:00Z")
    assert (resolved["status"], resolved["endsAt"]) == ("resolved", "2030-05-01T00:30:00Z")
    assert payload(message(RESOLVED), "webhook")["status"] == "resolved"


def test_a_storm_is_truncated_and_counted() -> None:
    results = payload(message(*[FIRING] * (MAX_ALERTS + 7)), "webhook")

    assert (len(results["alerts"]), results["truncatedAlerts"]) == (MAX_ALERTS, 7)


def test_it_is_signed_over_time_and_body_and_carries_its_key(receiver: Receiver) -> None:
    webhook(receiver, secret="s3cret").send(message())

    (call,) = receiver.calls
    timestamp = call.headers["x-fsp-timestamp"]
    expected = hmac.new(b"s3cret", f"{timestamp}.".encode() + call.body, hashlib.sha256).hexdigest()
    assert call.headers["x-fsp-signature"] == f"sha256={expected}"
    assert timestamp == str(int(START.timestamp()))
    assert call.headers["idempotency-key"] == "job_failures:1:x"
    assert json.loads(call.body)["receiver"] == "webhook"


def test_without_a_secret_it_is_not_signed(receiver: Receiver) -> None:
    webhook(receiver).send(message())

    assert "x-fsp-signature" not in receiver.calls[0].headers


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(302, True), (400, True), (401, True), (404, True), (410, True)] + [(s, False) for s in (408, 429, 500, 503)],
)
def test_a_refusal_is_permanent_unless_trying_again_may_help(
    receiver: Receiver, status: int, *, permanent: bool
) -> None:
    receiver.status, receiver.headers = status, {"Retry-After": "7", "Location": "/elsewhere"}

    with pytest.raises(ChannelFailed, match=str(status)) as caught:
        webhook(receiver).send(message())

    assert caught.value.permanent is permanent
    assert caught.value.retry_after_seconds == (None if permanent else 7)
    assert len(receiver.calls) == 1


def test_any_status_of_200_is_success(receiver: Receiver) -> None:
    receiver.status, receiver.body = 204, b""

    assert webhook(receiver).send(message()) == "204"
