"""Entries: their numbers keep the order and tell the moment; secrets do not get into the row."""

from datetime import UTC, datetime

from fsp.history.entry import label_rows, number_at, row_of
from fsp.models.job_history import number_of

LINE = {
    "job_id": "one",
    "job_type": "export-data",
    "queue": "low",
    "status": "failed",
    "outcome": "failed",
    "attempt": 1,
    "arguments": '{"project": "garden", "token": "abc"}',
    "labels": '["args.project:garden", "tag:nightly", "tag:nightly"]',
    "enqueued_ms": 1_764_000_000_000,
    "started_ms": 1_764_000_002_500,
    "run_seconds": 1.5,
    "cost": '{"cpu_seconds": 0.1}',
    "error": "no room for 7",
    "error_class": "OSError",
    "worker": "w",
    "host": "h",
    "version": "1",
}


def test_numbers_keep_the_order_of_the_entries_and_tell_the_moment() -> None:
    ids = [b"1764000000000-0", b"1764000000000-11", b"1764000000001-2"]

    assert sorted(map(number_of, ids)) == [number_of(entry) for entry in ids]
    assert number_at(datetime.fromtimestamp(1_764_000_000.001, UTC)) == number_of(b"1764000000001-0")


def test_a_row_tells_of_the_job_without_its_secrets() -> None:
    row = row_of("1764000004000-0", LINE)

    assert row["arguments"] == {"project": "garden", "token": "[hidden]"}
    assert (row["wait_seconds"], row["run_seconds"]) == (2.5, 1.5)
    assert row["ended_at"] == datetime.fromtimestamp(1_764_000_004, UTC)
    assert len(row["fingerprint"]) == 64


def test_each_label_is_one_row() -> None:
    row = row_of("1764000004000-0", LINE)

    assert [(label["name"], label["value"]) for label in label_rows(row)] == [
        ("args.project", "garden"),
        ("tag", "nightly"),
    ]


def test_a_job_cancelled_before_its_start_has_no_times() -> None:
    line = {"job_id": "one", "job_type": "x", "queue": "low", "status": "canceled", "arguments": "not JSON"}

    row = row_of("1764000004000-0", line)

    assert (row["started_at"], row["wait_seconds"], row["error_class"], row["arguments"]) == (None, None, None, {})
