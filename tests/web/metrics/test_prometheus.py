"""M14: Debian's own promtool and Prometheus read what FSP exposes."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import redis
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import metric_keys
from fsp.settings import Settings
from fsp.worker.worker import FspWorker
from testbed.processes import until
from tests import counted_jobs  # noqa: F401
from tests.debian import lint, running, serving
from tests.debian import program as program_of_debian

HOSTILE = 'quo"te, back\\slash\nand a new line {x="y"} # HELP'

JOBS = 'fsp_jobs_total{job_type="export-data"}'
COUNTED = {("job_type", "test-counted"), ("outcome", "succeeded")}
SCRAPING = """
scrape_configs:
  - job_name: fsp
    scrape_interval: 200ms
    scrape_timeout: 200ms
    metrics_path: /api/metrics
    params: {{format: [prometheus]}}
    authorization: {{credentials_file: token}}
    static_configs: [{{targets: ["{target}"]}}]
"""

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def counters(text: str) -> Samples:
    """Return every sample that may only rise."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.endswith(("_total", "_bucket", "_count", "_sum"))
    }


def scrape(client: FlaskClient) -> str:
    """Scrape as five seconds later: so long the text is kept."""
    connection = client.application.extensions["fsp_redis"]
    for key in connection.scan_iter(metric_keys.exposition("*", "*")):
        connection.delete(key)
    answer = client.get("/api/metrics?format=prometheus")
    assert answer.status_code == 200
    return answer.text


def test_promtool_finds_no_fault_even_with_hostile_labels(program: FlaskClient, redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.COUNTERS, mapping={f"{HOSTILE}|low|succeeded": 7, "export-data|low|retried": 1})
    redis_client.hset(metric_keys.histogram(HOSTILE), mapping={"0.1": 7, "sum_microseconds": 70_000})
    program.get("/nowhere")

    text = scrape(program)

    names = {name for name, labels in counters(text) if ("job_type", HOSTILE) in labels}
    assert lint(text) == ""
    assert lint(f"{text}bad_name_without_help 1\n") != ""
    assert {"fsp_jobs_total", "fsp_job_duration_seconds_bucket"} <= names
    assert text.count("# TYPE fsp_jobs_total ") == text.count("# HELP fsp_jobs_total ") == 1


def test_a_method_nobody_knows_makes_no_series(program: FlaskClient) -> None:
    for number in range(20):
        program.open("/api/jobs", method=f"EVIL{number}")

    assert "EVIL" not in scrape(program)


def test_no_counter_falls_over_500_jobs_and_no_label_holds_an_id(
    program: FlaskClient, redis_client: redis.Redis, settings: Settings
) -> None:
    scrapes = [counters(scrape(program))]
    for _ in range(5):
        enqueue_many(redis_client, "test-counted", [{"how": "succeed"}] * 98 + [{"how": "raise"}] * 2)
        FspWorker(["medium"], connection=redis_client, settings=settings).work(burst=True)
        scrapes.append(counters(scrape(program)))

    text = scrape(program)
    ids = [key.decode().rsplit(":", 1)[1] for key in redis_client.scan_iter("rq:job:*", count=1000)]
    ended = [sum(result for (_, labels), result in entry.items() if set(labels) >= COUNTED) for entry in scrapes]
    bounds = {dict(labels)["le"] for name, labels in scrapes[-1] if name.endswith("_bucket")}
    assert ended == [0, 98, 196, 294, 392, 490]
    assert all(after[name] >= value for before, after in pairwise(scrapes) for name, value in before.items())
    assert len(ids) >= 490
    assert [job_id for job_id in ids if job_id in text] == []
    assert {"0.2", "0.5", "30.0", "60.0", "120.0"} <= bounds
    assert sum(not line.startswith("#") for line in text.splitlines()) <= 2000


def test_a_real_prometheus_scrapes_it(app: Flask, token: str, redis_client: redis.Redis, tmp_path: Path) -> None:
    server = program_of_debian("prometheus")
    redis_client.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 41)
    (tmp_path / "token").write_text(token, encoding="ascii")

    with serving(app) as target:
        (tmp_path / "prometheus.yml").write_text(SCRAPING.format(target=target), encoding="utf-8")
        command = [server, "--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=warn"]
        with running(tmp_path, *command) as prometheus:
            until(lambda: bool(ask(prometheus, JOBS)), seconds=60, what="Prometheus has our series")
            results = ask(prometheus, JOBS)
            targets = get(prometheus, "targets")["activeTargets"]

    ((value, labels),) = results
    assert (value, labels["queue"], labels["outcome"]) == ("41", "low", "succeeded")
    assert [(entry["health"], entry["lastError"]) for entry in targets] == [("up", "")]


def get(prometheus: str, path: str) -> Any:
    with urlopen(f"{prometheus}/api/v1/{path}", timeout=10) as answer:
        return json.load(answer)["data"]


def ask(prometheus: str, query: str) -> list[tuple[str, dict[str, str]]]:
    """Return value and labels of each series a query finds; nothing while the server starts."""
    try:
        results = get(prometheus, f"query?query={quote(query)}")
    except OSError:
        return []
    return [(entry["value"][1], entry["metric"]) for entry in results["result"]]
