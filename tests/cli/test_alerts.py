"""`fsp alerts`."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from fsp.alerts.evaluate import evaluate
from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.conditions.facts.infrastructure import RedisFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_silence import AlertSilence
from fsp.stores import db
from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


@pytest.fixture
def alert(run: CliRunner) -> str:
    evaluation = evaluate(Snapshot(utc_now(), redis=RedisFacts(answers=False)), channels=[])
    return next(decision for decision in evaluation.decisions if decision.after.is_active).candidate.fingerprint


def test_they_are_listed_acknowledged_and_resolved(run: CliRunner, alert: str) -> None:
    listed = run.invoke(fsp, ["alerts", "list"]).output
    codes = [run.invoke(fsp, ["alerts", verb, "1"]).exit_code for verb in ("ack", "resolve", "resolve")]
    left = run.invoke(fsp, ["alerts", "list"]).output
    whole = run.invoke(fsp, ["alerts", "list", "--all"]).output

    assert listed.startswith("1\tfiring\tcritical\t")
    assert listed.rstrip().endswith(alert)
    assert codes == [0, 0, 1]
    assert (left, whole.startswith("1\tresolved")) == ("", True)


def test_a_silence_needs_an_end_and_a_reason(run: CliRunner, alert: str) -> None:
    bad = run.invoke(fsp, ["alerts", "silence", alert, "--minutes", "5"])
    good = run.invoke(fsp, ["alerts", "silence", alert, "--minutes", "5", "--reason", "moving"])

    assert (bad.exit_code, good.exit_code) == (2, 0)
    assert [row.target for row in db.session.scalars(select(AlertSilence))] == [alert]


def test_a_channel_is_tried_and_the_answer_said(
    run: CliRunner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALERT_WEBHOOK_URL", f"{receiver.url}/hunter2")
    inside = run.invoke(fsp, ["alerts", "test", "webhook"])
    monkeypatch.setenv("FSP_ALERT_ALLOW_INTERNAL", "yes")
    good = run.invoke(fsp, ["alerts", "test", "webhook"])
    receiver.status = 404
    bad = run.invoke(fsp, ["alerts", "test", "webhook"])
    unknown = run.invoke(fsp, ["alerts", "test", "fax"])
    log = run.invoke(fsp, ["alerts", "deliveries"]).output

    assert "FSP_ALERT_ALLOW_INTERNAL=yes" in str(inside.exception)
    assert good.output.startswith("webhook accepted the message (200, ")
    assert "The webhook returned HTTP 404." in str(bad.exception)
    assert "configured are: webhook" in str(unknown.exception)
    assert [line.split("\t")[2] for line in log.splitlines()] == ["failed", "accepted", "failed"]
    assert "hunter2" not in log + str(bad.exception) + str(inside.exception)
    assert len(receiver.calls) == 2


def test_one_is_shown_with_its_story(run: CliRunner, alert: str) -> None:
    shown = run.invoke(fsp, ["alerts", "show", "1"]).output

    assert "firing since" in shown.splitlines()[0]
    assert "firing" in shown.splitlines()[1]


def test_a_silence_is_listed_and_ended_once(run: CliRunner, alert: str) -> None:
    run.invoke(fsp, ["alerts", "silence", alert, "--minutes", "5", "--reason", "moving"])

    listed = run.invoke(fsp, ["alerts", "silences"]).output
    codes = [run.invoke(fsp, ["alerts", "end-silence", "1"]).exit_code for _ in range(2)]

    assert listed.startswith(f"1\t{alert}\tuntil ")
    assert codes == [0, 1]
    assert run.invoke(fsp, ["alerts", "silences"]).output == ""


def test_channels_are_listed_with_their_health(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_WEBHOOK_URL", "http://127.0.0.1:9/hunter2")

    assert run.invoke(fsp, ["alerts", "channels"]).output == "webhook\tnot used yet\t\n"
