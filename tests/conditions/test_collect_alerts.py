"""Alerts and deploys as facts."""

from datetime import timedelta

from flask import Flask

from fsp.clock import utc_now
from fsp.conditions.collect_alerts import read_alerts, read_recent_deploys
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState, Severity
from fsp.performance.deploys import mark_if_new
from fsp.stores import db


def test_the_first_start_is_no_deploy(core: Flask) -> None:
    now = utc_now()
    mark_if_new("1", by="worker on host", now=now - timedelta(minutes=2))
    mark_if_new("2", by="worker on host", now=now - timedelta(minutes=1))

    assert [deploy.version for deploy in read_recent_deploys(now)] == ["2"]


def test_alerts_that_go_on_are_read_whatever_stands_in_them(core: Flask) -> None:
    for number, state in enumerate((AlertState.FIRING, AlertState.NO_DATA, AlertState.RESOLVED)):
        db.session.add(
            Alert(
                fingerprint=str(number),
                rule="JobFailures",
                alert_type="job_failures",
                severity="critical" if number else "not one",
                state=state,
                title="Jobs fail",
                labels={"job_type": "export-data"},
                details={"why": "5 of 5 failed", "at": "no moment"},
                started_at=utc_now() - timedelta(minutes=number),
            )
        )
    db.session.commit()

    first, second = read_alerts()

    assert (first.fingerprint, first.severity, second.severity) == ("0", Severity.WARNING, Severity.CRITICAL)
    assert (first.labels, first.why, first.evaluated_at) == ((("job_type", "export-data"),), "5 of 5 failed", None)
