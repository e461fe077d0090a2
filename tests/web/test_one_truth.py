"""One seeded state, read on every surface: page, API, command line and Prometheus say the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import redis
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from fsp.alerts.collect import collect_for_alerts
from fsp.alerts.evaluate import evaluate
from fsp.cli import context
from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.jobs.job_options import RequestOptions
from fsp.models.item import Item
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request_once import request_once
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from fsp.stores import db
from tests.dead_letters.burying import buried
from tests.web.overview.faults_made import report_worker
from tests.worker.claiming import claimed, end

QUEUES = ("high", "medium", "low")
WORKERS, FAILED, SUCCEEDED = 3, 5, 3
ENDED = FAILED + SUCCEEDED


@dataclass
class Surfaces:
    """Every way to look at one system."""

    app: Flask
    program: FlaskClient
    browser: FlaskClient
    runner: CliRunner

    def api(self, path: str) -> Any:
        return self.program.get(path).get_json()

    def page(self, path: str) -> str:
        """Return a page's words in a row."""
        return _words(self.browser.get(path).text)

    def row(self, path: str, name: str) -> list[str]:
        """Return the cells of the table row with this id."""
        (match,) = re.findall(rf'<tr id="{name}".*?</tr>', self.browser.get(path).text, re.S)
        return [_words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", match, re.S)]

    def cli(self, *arguments: str) -> list[str]:
        result = self.runner.invoke(fsp, list(arguments))
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()

    def prometheus(self) -> dict[tuple[str, ...], float]:
        """Return the samples by name and the values of their labels, in the order of their names."""
        families = text_string_to_metric_families(self.program.get("/api/metrics?format=prometheus").text)
        return {
            (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
            for family in families
            for sample in family.samples
        }


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def surfaces(
    app: Flask,
    token: str,
    signed_in: FlaskClient,
    garden: Item,
    settings: Settings,
    redis_client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Surfaces]:
    """Seed one state: workers, work in every state, failures, dead letters, a circuit, duplicates, an alert."""
    now = utc_now()
    for number in range(WORKERS):
        _report_birth(redis_client, f"worker-{number}")
    report_worker(redis_client, "lost-one", now - timedelta(minutes=5))
    redis_client.sadd("rq:workers", "rq:worker:lost-one")
    redis_client.hset("rq:worker:lost-one", mapping={"state": "busy"})
    redis_client.set(process_keys.heartbeat("scheduler"), now.timestamp())
    for number in range(FAILED):
        enqueue(redis_client, "export-data", {"project": f"failing-{number}"})
        end(redis_client, claimed(redis_client), "dead", signal="bad")
        buried(f"dead-{number}", arguments={"project": f"failing-{number}"}, error="The disk is full.")
    for _ in range(SUCCEEDED):
        enqueue(redis_client, "generate-report", {})
        end(redis_client, claimed(redis_client), "success")
    enqueue(redis_client, "clean-up", {})
    for _ in range(2):
        request_once("generate-report", {"project": "garden"}, RequestOptions(requested_by="ada"), key="k")
    for number in range(102):
        enqueue(redis_client, "export-data", {"project": f"waiting-{number}"})
    enqueue(redis_client, "export-data", {"project": "later"}, at=now + timedelta(hours=1))
    reading = collect_for_alerts(redis_client, utc_now())
    for minutes in (10, 5, 0):
        evaluate(replace(reading, at=now - timedelta(minutes=minutes)), channels=[])
    db.session.commit()
    monkeypatch.setenv("FSP_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("REDIS_URL", settings.redis_url or "")
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    of_commands: list[Flask] = []
    monkeypatch.setattr(context, "core_app", lambda settings: of_commands.append(core_app(settings)) or of_commands[-1])
    yield Surfaces(app, program, signed_in, CliRunner())
    for command in of_commands:
        command.extensions["fsp_redis"].close()
        with command.app_context():
            db.engine.dispose()


def _report_birth(connection: redis.Redis, name: str) -> None:
    report_worker(connection, name, utc_now())
    connection.sadd("rq:workers", f"rq:worker:{name}")
    connection.hset(f"rq:worker:{name}", mapping={"state": "idle"})


def queues(all_of: Surfaces) -> None:
    rows = {row["name"]: row for row in json.loads("".join(all_of.cli("queues", "--json")))}
    by_api = {row["name"]: row for row in all_of.api("/api/queues")["queues"]}
    by_metrics = {row["name"]: row for row in all_of.api("/api/metrics")["queues"]}
    by_health = all_of.api("/api/health/jobs")["components"][0]["details"]["queues"]
    samples = all_of.prometheus()
    for name in QUEUES:
        for state in ("waiting", "parked", "deferred", "scheduled", "running"):
            reported = [rows[name][state], by_api[name][state], by_metrics[name][state]]
            assert {*reported, samples["fsp_queue_jobs", name, state]} == {reported[0]}, (name, state)
        assert by_health[name]["waiting"] == rows[name]["waiting"]
        waiting = rows[name]["waiting"] + rows[name]["parked"]
        assert all_of.row("/", f"queue-{name}")[2] == str(waiting)
    assert {name: rows[name]["waiting"] for name in QUEUES} == {"high": 0, "medium": 1, "low": 103}
    backlog = sum(rows[name]["waiting"] + rows[name]["parked"] for name in QUEUES)
    assert target(all_of, "backlog") == backlog


def workers(all_of: Surfaces) -> None:
    by_api = [worker["name"] for worker in all_of.api("/api/workers")["workers"] if worker["state"] == "running"]
    by_metrics = [worker["name"] for worker in all_of.api("/api/metrics")["workers"]]
    by_cli = [line.split("\t")[0] for line in all_of.cli("workers", "list")]
    samples = sum(value for name, value in all_of.prometheus().items() if name[0] == "fsp_workers")
    overview = all_of.page("/")

    assert by_api == by_metrics == by_cli == [f"worker-{number}" for number in range(WORKERS)]
    assert samples == WORKERS
    assert f"{WORKERS} workers are running." in message(all_of, "workers")
    assert f"{WORKERS} workers are running." in overview
    assert f"{WORKERS} workers online" in overview
    assert "No workers are running" not in overview


def failures(all_of: Surfaces) -> None:
    by_type = {job["jobType"]: job for job in all_of.api("/api/metrics")["jobs"]}
    samples = all_of.prometheus()
    details = all_of.api("/api/health/jobs")["components"][0]["details"]

    assert by_type["export-data"]["outcomes"]["failed"] == FAILED
    assert samples["fsp_jobs_total", "export-data", "failed", "low"] == FAILED
    assert samples["fsp_jobs_total", "generate-report", "succeeded", "medium"] == SUCCEEDED
    assert (details["failed"], details["n"]) == (FAILED, ENDED)
    assert target(all_of, "job-failure-rate") == pytest.approx(FAILED / ENDED)
    assert all_of.row("/job-types", "type-export-data")[4:6] == [str(FAILED), "0.0 %"]
    assert f"{FAILED} of {ENDED} jobs failed" in message(all_of, "jobs")


def dead_letters(all_of: Surfaces) -> None:
    (cause,) = all_of.api("/api/dead-letters/causes")["causes"]
    listed = all_of.api("/api/dead-letters")["deadLetters"]

    assert cause["count"] == len(listed) == len(all_of.cli("dead-letters", "list")) == FAILED
    assert all_of.cli("dead-letters", "causes")[0].split("\t")[0] == str(FAILED)
    assert all_of.row("/", f"group-{cause['fingerprint']}")[2] == str(FAILED)


def duplicates(all_of: Surfaces) -> None:
    (duplicate,) = all_of.api("/api/duplicates")["duplicates"]
    (line,) = all_of.cli("jobs", "duplicates")

    assert duplicate["jobId"] in line
    assert duplicate["duplicateId"] in line
    assert all_of.prometheus()["fsp_job_deduplicated_total", "generate-report"] == 1


def alerts(all_of: Surfaces) -> None:
    by_api = {(alert["rule"], alert["state"]) for alert in all_of.api("/api/alerts")["alerts"]}
    by_metrics = {(alert["rule"], alert["state"]) for alert in all_of.api("/api/metrics")["alerts"]}
    by_cli = [line.split("\t") for line in all_of.cli("alerts", "list")]
    samples = {name[1:]: value for name, value in all_of.prometheus().items() if name[0] == "fsp_alerts"}

    assert by_api == by_metrics
    assert {rule for rule, _ in by_api} >= {"JobFailures", "CircuitOpen"}
    assert len(by_cli) == len(all_of.api("/api/alerts")["alerts"]) == sum(samples.values())
    assert {line[4] for line in by_cli} == {alert["title"] for alert in all_of.api("/api/alerts")["alerts"]}
    page = all_of.page("/alerts")
    assert all(alert["title"] in page for alert in all_of.api("/api/alerts")["alerts"])


def health(all_of: Surfaces) -> None:
    whole, quick = all_of.api("/api/health"), all_of.api("/api/health?quick=true")
    by_name = {part["name"]: part["status"] for part in whole["components"]}
    values = {"healthy": 0, "degraded": 1, "unhealthy": 2}
    samples = all_of.prometheus()

    assert whole["status"] == quick["status"] == "unhealthy"
    assert {part["name"]: part["status"] for part in quick["components"]} == by_name
    assert {name: samples["fsp_health_status", name] for name, status in by_name.items() if status in values} == {
        name: values[status] for name, status in by_name.items() if status in values
    }
    overview = all_of.page("/")
    assert all(part["message"] in overview for part in whole["components"])


def circuits(all_of: Surfaces) -> None:
    gate = all_of.api("/api/job-types/export-data/gate")
    overview = all_of.page("/")

    assert gate["circuit"] == "open"
    assert all_of.prometheus()["fsp_circuit_opened_total", "export-data"] == 1
    assert "export-data is open" in message(all_of, "circuits")
    assert "The circuit breaker of export-data is open" in overview
    assert "more workers" not in overview + all_of.page("/alerts") + all_of.page("/performance")


def targets(all_of: Surfaces) -> None:
    by_api = {entry["title"]: entry["verdict"] for entry in all_of.api("/api/targets")["targets"]}
    by_metrics = {entry["title"]: entry["verdict"] for entry in all_of.api("/api/metrics")["targets"]}
    by_cli = {line.split("\t")[1]: line.split("\t")[0] for line in all_of.cli("targets")}
    met = f"{sum(verdict == 'met' for verdict in by_api.values())} of {len(by_api)} met"

    assert by_api == by_metrics == by_cli
    assert met in all_of.page("/performance")


def files(all_of: Surfaces) -> None:
    (listed,) = all_of.api("/api/files")["requests"]

    assert (listed["project"], listed["state"]) == ("garden", "waiting")
    assert "Report on Garden <b>" in all_of.cli("files", "list")[0]
    assert "Report on Garden" in all_of.page("/reports")
    assert listed["jobId"] in all_of.browser.get("/projects/garden").text


def message(all_of: Surfaces, part: str) -> str:
    return next(
        str(component["message"]) for component in all_of.api("/api/health")["components"] if component["name"] == part
    )


def target(all_of: Surfaces, name: str) -> float:
    return next(float(entry["value"]) for entry in all_of.api("/api/targets")["targets"] if entry["name"] == name)


def test_every_surface_says_the_same(surfaces: Surfaces) -> None:
    for compare in (queues, workers, failures, dead_letters, duplicates, alerts, health, circuits, targets, files):
        compare(surfaces)
