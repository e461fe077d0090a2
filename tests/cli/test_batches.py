"""`fsp batches`: enqueued from a file, shown, cancelled."""

import json

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp

CHAIN = {
    "kind": "chain",
    "id": "mine",
    "name": "nightly",
    "jobs": [{"type": "export-data", "arguments": {"project": name}} for name in ("a", "b")],
}


def test_a_batch_is_enqueued_shown_and_cancelled(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueued = [run.invoke(fsp, ["batches", "enqueue", "-"], input=json.dumps(CHAIN)).output for _ in range(2)]
    listed = run.invoke(fsp, ["batches", "list"]).output.split("\t")
    shown = run.invoke(fsp, ["batches", "show", "mine"]).output.splitlines()
    cancelled = run.invoke(fsp, ["batches", "cancel", "mine"]).output

    assert enqueued == ["Enqueued as mine.\n", "Already enqueued as mine.\n"]
    assert (listed[:4], listed[5]) == (["mine", "chain", "running", "0/2"], "nightly\n")
    assert (shown[0], [line.split("\t")[2] for line in shown[1:]]) == (
        "running: 0 of 2 jobs ended",
        ["queued", "deferred"],
    )
    assert cancelled == "Cancelled 2 jobs.\n"


def test_what_is_wrong_with_the_file_is_said(run: CliRunner) -> None:
    no_json = run.invoke(fsp, ["batches", "enqueue", "-"], input="[")
    no_batch = run.invoke(fsp, ["batches", "enqueue", "-"], input="{}")

    assert "must hold JSON" in str(no_json.exception)
    assert "kind: Field required" in str(no_batch.exception)
