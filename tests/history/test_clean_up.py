"""Clean-up: only what is past its time, and what is still owed never."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, update

from fsp.clock import utc_now
from fsp.files.artifacts import store_artifact
from fsp.history.clean_up import BATCH, clean_up
from fsp.models.alert import Alert
from fsp.models.alert_notice import AlertNotice
from fsp.models.artifact import Artifact
from fsp.models.bulk_operation import BulkOperation, BulkState
from fsp.models.job_history import JobHistory, JobLabel
from fsp.models.job_metrics import JobMetrics
from fsp.models.job_request import JobRequest, RequestState
from fsp.settings import Settings
from fsp.stores import db
from testbed.dataset.ended import fill_ended

NOW = datetime(2026, 5, 31, tzinfo=UTC)


def test_old_rows_and_files_go_and_young_ones_stay(core: Flask, settings: Settings) -> None:
    for name, age in (("old", 31), ("young", 29)):
        moment = NOW - timedelta(days=age)
        created = store_artifact(
            "report-csv", b"x", job_id=name, project_id=None, title="t", name="n", settings=settings
        )
        created.created_at = moment
        db.session.add(
            JobRequest(job_id=name, job_type="t", arguments={}, state=RequestState.DONE, requested_at=moment)
        )
    db.session.commit()

    report = clean_up(settings=settings, now=NOW)

    assert (report.requests, report.artifacts) == (1, 1)
    assert db.session.scalars(select(JobRequest.job_id)).all() == ["young"]
    assert db.session.scalars(select(Artifact.job_id)).all() == ["young"]
    assert [folder.name for folder in (settings.data_dir / "artifacts").iterdir()] == ["young"]


def test_what_is_still_owed_stays_however_old(core: Flask, settings: Settings) -> None:
    db.session.add(JobRequest(job_id="a", job_type="t", arguments={}, requested_at=NOW - timedelta(days=400)))
    db.session.commit()

    clean_up(settings=settings, now=NOW)

    assert db.session.scalar(select(func.count()).select_from(JobRequest)) == 1


def test_alerts_go_after_their_end_and_those_that_go_on_stay(core: Flask, settings: Settings) -> None:
    old = NOW - timedelta(days=60)
    for resolved_at in (None, old, NOW - timedelta(days=29)):
        db.session.add(
            Alert(
                fingerprint="f",
                alert_type="system_health",
                severity="error",
                state="firing" if resolved_at is None else "resolved",
                title="t",
                started_at=old,
                resolved_at=resolved_at,
            )
        )
        notice = AlertNotice(key=str(resolved_at), channel="c", group_key="g", created_at=old, due_at=old)
        notice.settled_at = resolved_at
        db.session.add(notice)
    db.session.commit()

    report = clean_up(settings=settings, now=NOW)

    assert (report.alerts, report.notices, report.silences) == (1, 1, 0)
    assert db.session.scalars(select(Alert.state).order_by(Alert.id)).all() == ["firing", "resolved"]


def test_many_rows_go_in_batches(core: Flask, settings: Settings) -> None:
    old = NOW - timedelta(days=60)
    rows = [JobRequest(job_id=f"j{n}", job_type="t", arguments={}, state="done") for n in range(BATCH * 2 + 1)]
    db.session.add_all(rows)
    db.session.flush()
    db.session.execute(update(JobRequest).values(requested_at=old))
    db.session.commit()

    assert clean_up(settings=settings, now=NOW).requests == BATCH * 2 + 1
    assert clean_up(settings=settings, now=utc_now()).requests == 0


def test_of_31_days_of_spans_the_last_30_stay_whole_and_the_hours_of_the_rest(core: Flask, settings: Settings) -> None:
    now = NOW + timedelta(minutes=2)
    row: dict[str, Any] = {"job_type": "t", "outcomes": {}, "run_seconds_sketch": {}}
    row |= {"run_seconds_sum": 0.0, "wait_seconds_sum": 0.0, "wait_seconds_sketch": {}}
    spans = [
        row | {"resolution_seconds": seconds, "span_start": now - timedelta(seconds=seconds * number)}
        for seconds in (300, 3600)
        for number in range(31 * 86_400 // seconds)
    ]
    db.session.execute(insert(JobMetrics), spans)
    db.session.commit()

    deleted = clean_up(settings=settings, now=now).metrics

    stored = Counter(db.session.scalars(select(JobMetrics.resolution_seconds)))
    oldest = db.session.scalar(select(func.min(JobMetrics.span_start)).where(JobMetrics.resolution_seconds == 300))
    assert (deleted, stored) == (287, {300: 30 * 288 + 1, 3600: 31 * 24})
    assert oldest == now - timedelta(days=30)


def test_old_jobs_of_the_history_go_with_their_labels(core: Flask, settings: Settings) -> None:
    fill_ended(Random(1), count=700, failures=10, now=NOW)
    later = NOW + timedelta(days=25)

    report = clean_up(settings=settings, now=later)

    left = db.session.scalars(select(JobHistory)).all()
    labels = set(db.session.scalars(select(JobLabel.history_id)))
    assert (report.jobs + len(left), len(left) > 0) == (700, True)
    assert all(row.ended_at >= later - timedelta(days=settings.retention_days) for row in left)
    assert labels == {row.id for row in left}


def test_bulk_actions_that_were_never_started_go_after_a_day(core: Flask, settings: Settings) -> None:
    for name, state, age in (
        ("never", BulkState.PREPARED, 2),
        ("done", BulkState.DONE, 2),
        ("old", BulkState.DONE, 40),
    ):
        reported = {"action": "retry", "words": "all", "total": 0, "requested_by": "ada"}
        db.session.add(BulkOperation(id=name, state=state, prepared_at=NOW - timedelta(days=age), **reported))
    db.session.commit()

    clean_up(settings=settings, now=NOW)

    assert list(db.session.scalars(select(BulkOperation.id))) == ["done"]


def test_a_file_that_cannot_be_deleted_keeps_its_row_until_it_can(core: Flask, settings: Settings) -> None:
    for name in ("stuck", "free"):
        created = store_artifact(
            "report-csv", b"x", job_id=name, project_id=None, title="t", name="n", settings=settings
        )
        created.created_at = NOW - timedelta(days=31)
    db.session.commit()
    file = settings.data_dir / "artifacts" / db.session.scalars(select(Artifact.path).filter_by(job_id="stuck")).one()
    file.unlink()
    (file / "in the way").mkdir(parents=True)

    deleted = clean_up(settings=settings, now=NOW).artifacts
    left = db.session.scalars(select(Artifact.job_id)).all()
    (file / "in the way").rmdir()
    file.rmdir()

    assert (deleted, left) == (1, ["stuck"])
    assert clean_up(settings=settings, now=NOW).artifacts == 1
