"""Traces from enqueue to run with OpenTelemetry. Without it, or without configuration, this module does nothing.

The standard variables configure it, such as OTEL_EXPORTER_OTLP_ENDPOINT. Attributes follow OpenTelemetry's semantic
conventions for messaging, which are still in development, so their names may change.
"""

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

try:
    from opentelemetry import context, propagate, trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider as Provider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    IS_INSTALLED = True
except ImportError:
    IS_INSTALLED = False

log = logging.getLogger(__name__)

SYSTEM = "rq"
FLUSH_MILLISECONDS = 3000
UNTOLD: dict[str, Any] = {"record_exception": False, "set_status_on_exception": False}
"""Exception messages may contain secrets. Spans contain the class of an error and its redacted message."""

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


class _State:
    """The tracer of this process; None until it is configured."""

    provider: "TracerProvider | None" = None
    tracer: "Tracer | None" = None
    pid: int = 0


def configure(environment: Mapping[str, str]) -> bool:
    """Enable tracing if the standard variables name an endpoint; return whether it is enabled. Safe to repeat.

    Call it after a fork, because the exporter's thread does not survive one.
    """
    if _State.pid == os.getpid():
        return _State.tracer is not None
    _State.pid, _State.provider, _State.tracer = os.getpid(), None, None
    if not is_wanted(environment):
        return False
    if not IS_INSTALLED:
        log.warning("OpenTelemetry is configured and not installed; install fsp[otel]")
        return False
    name = environment.get("OTEL_SERVICE_NAME") or "fsp"
    provider = Provider(resource=Resource.create({SERVICE_NAME: name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    enable(provider)
    return True


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Return whether the variables enable tracing."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp").lower() != "otlp":
        return False
    return any(environment.get(name) for name in ENDPOINTS)


def enable(provider: "TracerProvider") -> None:
    """Trace with this provider from now on."""
    _State.pid, _State.provider, _State.tracer = os.getpid(), provider, provider.get_tracer("fsp")


def disable() -> None:
    """Stop tracing: send pending spans and reset the configuration."""
    if _State.provider is not None:
        _State.provider.shutdown()
    _State.pid, _State.provider, _State.tracer = 0, None, None


def is_on() -> bool:
    """Return whether this process traces."""
    return _State.tracer is not None


def flush() -> None:
    """Send pending spans before a process calls os._exit, which runs no exit handlers."""
    if _State.provider is not None:
        _State.provider.force_flush(FLUSH_MILLISECONDS)


@contextmanager
def sending(queue: str, job_type: str, *, count: int = 1) -> Iterator[str]:
    """Trace an enqueue call; yield the context to store with the job, so that its run joins the trace.

    Empty when off.
    """
    if _State.tracer is None:
        yield ""
        return
    attributes = _attributes(queue, "send", "enqueue", job_type)
    if count > 1:
        attributes["messaging.batch.message_count"] = count
    with _State.tracer.start_as_current_span(
        f"enqueue {queue}", kind=trace.SpanKind.PRODUCER, attributes=attributes, **UNTOLD
    ):
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        yield json.dumps(carrier)


def note_message(job_id: str, *, created: bool) -> None:
    """Add the job to the current span, and whether it is new."""
    if _State.tracer is not None:
        span = trace.get_current_span()
        span.set_attribute("messaging.message.id", job_id)
        span.set_attribute("fsp.job.created", created)


@contextmanager
def processing(queue: str, job_type: str, *, job_id: str, attempt: int, carried: str) -> Iterator["Span | None"]:
    """Trace an attempt as part of the trace in which its job was enqueued."""
    if _State.tracer is None:
        yield None
        return
    attributes = _attributes(queue, "process", "process", job_type)
    attributes |= {"messaging.message.id": job_id, "fsp.job.attempt": attempt}
    with _State.tracer.start_as_current_span(
        f"process {queue}",
        context=propagate.extract(_carrier(carried), context=context.Context()),
        kind=trace.SpanKind.CONSUMER,
        attributes=attributes,
        **UNTOLD,
    ) as span:
        yield span


def note_ending(span: "Span | None", *, outcome: str, error_class: str = "", error: str = "") -> None:
    """Add the outcome to an attempt's span. `error` contains no secret."""
    if span is None:
        return
    span.set_attribute("fsp.job.outcome", outcome)
    if error_class:
        span.set_attribute("error.type", error_class)
        span.set_status(trace.StatusCode.ERROR, error)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Trace a step of a job inside the span of its attempt."""
    if _State.tracer is None:
        yield
        return
    with _State.tracer.start_as_current_span(name, **UNTOLD) as span:
        try:
            yield
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(trace.StatusCode.ERROR)
            raise


def _attributes(queue: str, kind: str, name: str, job_type: str) -> dict[str, str | int]:
    return {
        "messaging.system": SYSTEM,
        "messaging.destination.name": queue,
        "messaging.operation.type": kind,
        "messaging.operation.name": name,
        "fsp.job.type": job_type,
    }


def _carrier(carried: str) -> dict[str, str]:
    try:
        carrier = json.loads(carried or "{}")
    except ValueError:
        return {}
    return carrier if isinstance(carrier, dict) else {}
