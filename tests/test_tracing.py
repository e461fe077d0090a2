"""Traces: one from enqueue to run, through Redis and processes; and nothing where it is not configured."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from flask import Flask
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from fsp import tracing
from fsp.jobs import registry
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import step
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import rq_keys
from fsp.settings import Settings
from fsp.worker.worker import FspWorker
from tests.receiver import receiving

NAME = "test-traced"


@pytest.fixture(autouse=True)
def traced_type() -> Iterator[None]:
    @job_type(NAME, retries=0)
    def run(how: str = "succeed") -> None:
        with step("render"):
            if how == "fail":
                raise ValueError("token=secret-of-somebody")

    yield
    registry._types.pop(NAME)
    tracing.disable()


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.enable(provider)
    return exporter


def sent(exporter: InMemorySpanExporter) -> ReadableSpan:
    (span,) = exporter.get_finished_spans()
    return span


def test_an_enqueueing_is_a_span_and_goes_with_the_job(
    core: Flask, redis_client: redis.Redis, exporter: InMemorySpanExporter
) -> None:
    created = enqueue(redis_client, NAME, {})

    span = sent(exporter)
    assert (span.name, span.kind) == ("enqueue medium", SpanKind.PRODUCER)
    assert dict(span.attributes or {}) == {
        "messaging.system": "rq",
        "messaging.destination.name": "medium",
        "messaging.operation.type": "send",
        "messaging.operation.name": "enqueue",
        "messaging.message.id": created.job_id,
        "fsp.job.type": NAME,
        "fsp.job.created": True,
    }
    carried = redis_client.hget(rq_keys.job(created.job_id), "fsp_trace") or b""
    assert f"{span.context.trace_id:032x}-{span.context.span_id:016x}".encode() in carried


def test_many_jobs_are_one_span_for_each_batch(
    core: Flask, redis_client: redis.Redis, exporter: InMemorySpanExporter
) -> None:
    enqueue_many(redis_client, NAME, [{}] * 3)

    assert (sent(exporter).attributes or {})["messaging.batch.message_count"] == 3


def test_the_run_is_part_of_the_trace_and_its_steps_of_the_run(exporter: InMemorySpanExporter) -> None:
    with tracing.sending("medium", NAME) as carried:
        pass
    with tracing.processing("medium", NAME, job_id="j", attempt=2, carried=carried) as span:
        with step("render"):
            pass
        tracing.note_ending(span, outcome="failed", error_class="ValueError", error="ValueError: no")

    producer, part, consumer = exporter.get_finished_spans()
    assert (producer.parent, consumer.parent and consumer.parent.span_id) == (None, producer.context.span_id)
    assert part.parent is not None
    assert part.parent.span_id == consumer.context.span_id
    assert {result.context.trace_id for result in (producer, part, consumer)} == {producer.context.trace_id}
    assert (consumer.name, consumer.kind, part.name) == ("process medium", SpanKind.CONSUMER, "render")
    assert (consumer.attributes or {})["error.type"] == "ValueError"
    assert (consumer.attributes or {})["fsp.job.attempt"] == 2
    assert consumer.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("carried", ["", "{}", "nonsense", "[1]", '{"traceparent": "nonsense"}'])
def test_a_job_without_a_trace_begins_one(exporter: InMemorySpanExporter, carried: str) -> None:
    with tracing.processing("medium", NAME, job_id="j", attempt=1, carried=carried):
        pass

    assert sent(exporter).parent is None


def test_without_configuration_nothing_is_traced_or_kept(core: Flask, redis_client: redis.Redis) -> None:
    created = enqueue(redis_client, NAME, {})

    assert not tracing.is_on()
    assert not redis_client.hexists(rq_keys.job(created.job_id), "fsp_trace")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_the_standard_variables_decide(environment: dict[str, str], expected: bool) -> None:
    assert tracing.is_wanted(environment) is expected


def test_where_it_is_not_installed_it_is_said_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tracing, "IS_INSTALLED", False)

    assert not tracing.configure({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"})
    assert "install fsp[otel]" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="the worker's children are forked")
def test_a_receiver_hears_of_all_of_it_from_two_processes(
    core: Flask, redis_client: redis.Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as receiver:
        receiver.body = b""
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        assert tracing.configure({"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url})
        jobs = {how: enqueue(redis_client, NAME, {"how": how}).job_id for how in ("succeed", "fail")}
        tracing.flush()
        FspWorker(["medium"], connection=redis_client, settings=settings).work(burst=True)
        tracing.disable()
        bodies = [call.body for call in receiver.calls]

    spans = [span for body in bodies for span in _spans(body)]
    for how, job_id in jobs.items():
        by_kind = {span.kind: span for span in spans if _attribute(span, "messaging.message.id") == job_id}
        producer, consumer = by_kind[4], by_kind[5]
        (part,) = [span for span in spans if span.parent_span_id == consumer.span_id]
        assert consumer.parent_span_id == producer.span_id
        assert {producer.trace_id, consumer.trace_id, part.trace_id} == {producer.trace_id}
        assert part.name == "render"
        assert _attribute(consumer, "error.type") == ("ValueError" if how == "fail" else "")
    assert not any(b"secret-of-somebody" in body for body in bodies)


def _spans(body: bytes) -> list[Any]:
    request = ExportTraceServiceRequest.FromString(body)
    return [span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans]


def _attribute(span: Any, name: str) -> str:
    return next((attribute.value.string_value for attribute in span.attributes if attribute.key == name), "")
