"""Every five minutes: what is wrong is found, told through a real receiver, and its end is told too."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import redis
from flask import Flask

from fsp.alerts.listing import AlertFilter, View, active_alerts, list_alerts
from fsp.clock import utc_now
from fsp.handlers import health_check
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import process_keys
from tests.worker.claiming import claimed, end


@pytest.fixture
def received(core: Flask) -> Iterator[list[dict[str, Any]]]:
    results: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            results.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    core.extensions["fsp_settings"] = core.extensions["fsp_settings"].model_copy(
        update={"alert_webhook_url": f"http://127.0.0.1:{server.server_port}/hook", "alert_allow_internal": True}
    )
    yield results
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_wave_of_failures_is_told_once_it_lasts(
    received: list[dict[str, Any]], redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = utc_now()
    redis_client.set(process_keys.heartbeat("scheduler"), start.timestamp())
    for _ in range(8):
        enqueue(redis_client, "generate-report", {})
        end(redis_client, claimed(redis_client), "dead")

    reports = []
    for minutes in range(0, 20, 5):
        monkeypatch.setattr(health_check, "utc_now", lambda minutes=minutes: start + timedelta(minutes=minutes))
        redis_client.set(process_keys.heartbeat("scheduler"), start.timestamp() + minutes * 60)
        reports.append(health_check.check_health())

    assert [report["evaluated"] for report in reports] == [True] * 4
    assert "JobFailures" in {alert.rule for alert in active_alerts()}
    alertnames = [alert["labels"]["alertname"] for message in received for alert in message["alerts"]]
    assert alertnames.count("JobFailures") >= 1
    assert all(message["version"] == "4" for message in received)


def test_a_quiet_system_tells_nobody(received: list[dict[str, Any]], redis_client: redis.Redis) -> None:
    redis_client.set(process_keys.heartbeat("scheduler"), utc_now().timestamp())

    report = health_check.check_health()

    assert (report["firing"], received, list_alerts(AlertFilter(View.ALL), now=utc_now())) == (0, [], [])
