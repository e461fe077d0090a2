"""M14: a real Alertmanager tells a receiver of the same alerts; ours must be readable by what reads those."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from fsp.clock import iso
from fsp.models.alert_kinds import NoticeKind
from testbed.processes import until
from tests.alerts.messages import FIRING as FIRING_LATER
from tests.alerts.messages import message
from tests.alerts.steps import webhook
from tests.debian import program, running
from tests.receiver import Receiver, receiving

STARTED = datetime(2020, 5, 1, tzinfo=UTC)
"""It refuses an alert that begins in the future."""

FIRING = replace(FIRING_LATER, started_at=STARTED)
RESOLVED = replace(FIRING, kind=NoticeKind.RESOLVED, ended_at=STARTED + timedelta(minutes=30))
ROUTING = """
route: {{receiver: fsp, group_by: [alert_type], group_wait: 1ms, group_interval: 1s, repeat_interval: 1h}}
receivers: [{{name: fsp, webhook_configs: [{{url: "{url}", send_resolved: true}}]}}]
"""
ALERT = {
    "labels": {"alertname": FIRING.rule, "alert_type": FIRING.alert_type, "severity": "critical", **FIRING.labels},
    "annotations": {"summary": FIRING.title, "description": FIRING.why},
    "startsAt": iso(STARTED),
    "generatorURL": "http://fsp.example/alerts",
}


@dataclass(frozen=True)
class Told:
    """What a receiver written for Alertmanager makes of a body; every field is one it sends."""

    version: str
    group: tuple[str, dict[str, str]]
    status: str
    receiver: str
    truncated: int
    common: tuple[dict[str, str], dict[str, str]]
    url: str
    alerts: list[tuple[str, str, dict[str, str], dict[str, str], datetime, datetime | None, str]]


def receive(body: bytes) -> Told:
    document = json.loads(body)
    alerts = [
        (
            alert["status"],
            alert["fingerprint"],
            alert["labels"],
            alert["annotations"],
            datetime.fromisoformat(alert["startsAt"]),
            # It writes the year 1 for what has not ended.
            None if (ends := datetime.fromisoformat(alert["endsAt"])).year == 1 else ends,
            alert["generatorURL"],
        )
        for alert in document["alerts"]
    ]
    return Told(
        document["version"],
        (document["groupKey"], document["groupLabels"]),
        document["status"],
        document["receiver"],
        document["truncatedAlerts"],
        (document["commonLabels"], document["commonAnnotations"]),
        document["externalURL"],
        alerts,
    )


def shape(value: Any) -> Any:
    """Return the names and types of a body; labels and annotations are free, so only their types are told."""
    if isinstance(value, dict):
        return {name: shape(entry) for name, entry in value.items()}
    return [shape(entry) for entry in value] if isinstance(value, list) else type(value).__name__


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    with receiving() as receiver:
        return told_by_alertmanager(receiver, tmp_path_factory.mktemp("alertmanager"))


@pytest.fixture
def ours(receiver: Receiver) -> list[bytes]:
    webhook(receiver).send(message(FIRING))
    webhook(receiver).send(message(RESOLVED))

    return [call.body for call in receiver.calls]


def test_our_body_has_every_name_and_type_of_a_real_alertmanagers(ours: list[bytes], theirs: list[bytes]) -> None:
    for our, their in zip(ours, theirs, strict=True):
        own, real = shape(json.loads(our)), shape(json.loads(their))
        free = ("groupLabels", "commonLabels", "commonAnnotations")
        assert {**own, **{name: real[name] for name in free}, "alerts": []} == {
            **real,
            "alerts": [],
            "notification_reason": "str",
        }
        (alert,), (real_alert,) = own["alerts"], real["alerts"]
        assert set(alert) == set(real_alert)
        assert {**alert, "labels": 0, "annotations": 0} == {**real_alert, "labels": 0, "annotations": 0}
        assert {"alertname", "alert_type", "severity"} <= set(alert["labels"])


def test_one_receiver_reads_both(ours: list[bytes], theirs: list[bytes]) -> None:
    own, real = [receive(body) for body in ours], [receive(body) for body in theirs]

    assert [reported.status for reported in own] == [reported.status for reported in real] == ["firing", "resolved"]
    assert [reported.version for reported in own + real] == ["4"] * 4
    for our, their in zip(own, real, strict=True):
        ((status, _, labels, _, starts, ends, _),) = our.alerts
        ((their_status, _, their_labels, _, their_starts, their_ends, _),) = their.alerts
        assert (status, labels, starts, ends is None) == (their_status, their_labels, their_starts, their_ends is None)


def told_by_alertmanager(receiver: Receiver, folder: Path) -> list[bytes]:
    """Let an Alertmanager tell of one alert, and of its end; return both bodies."""
    (folder / "alertmanager.yml").write_text(ROUTING.format(url=receiver.url), encoding="utf-8")
    command = [program("prometheus-alertmanager"), "--config.file=alertmanager.yml", "--storage.path=data"]
    with running(folder, *command, "--cluster.listen-address=") as address:
        until(lambda: post(address, ALERT), seconds=60, what="Alertmanager takes an alert")
        until(lambda: len(receiver.calls) == 1, seconds=60, what="it tells of it")
        post(address, {**ALERT, "endsAt": iso(STARTED + timedelta(minutes=30))})
        until(lambda: len(receiver.calls) == 2, seconds=60, what="it tells of its end")
    return [call.body for call in receiver.calls]


def post(address: str, alert: dict[str, Any]) -> bool:
    body = json.dumps([alert]).encode()
    request = Request(f"{address}/api/v2/alerts", data=body, headers={"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False
