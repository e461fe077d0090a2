"""Prometheus exposition: read from Redis at scrape time, so that every process returns the same text."""

import logging

import redis
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from redis.exceptions import RedisError

from fsp.redis_ops import metric_keys
from fsp.web.metrics.destination_families import DestinationFamilies
from fsp.web.metrics.http_families import HttpFamilies
from fsp.web.metrics.job_families import JobFamilies
from fsp.web.metrics.model_families import ModelFamilies
from fsp.web.metrics.queue_families import QueueFamilies
from fsp.web.metrics.state_families import StateFamilies

log = logging.getLogger(__name__)

KEPT_MILLISECONDS = 5000


def exposition(connection: redis.Redis, *, accept: str, job_type: str | None) -> tuple[bytes, str]:
    """Return the exposition and its content type. With a job type, only its own jobs, queue and alerts.

    It is cached for 5 s for all processes: counters would appear to decrease if processes returned texts of different
    ages. Without Redis it contains what is known without it.
    """
    encode, content_type = choose_encoder(accept)
    key = metric_keys.exposition(content_type, job_type or "")
    try:
        cached = connection.get(key)
        if cached is not None:
            return bytes(cached), content_type  # type: ignore[arg-type]
        text = encode(_registry(connection, job_type))
        connection.set(key, text, px=KEPT_MILLISECONDS)
    except RedisError as error:
        log.warning("exposition without redis", extra={"error": str(error)})
        registry = CollectorRegistry()
        registry.register(StateFamilies(job_type))
        text = encode(registry)
    return text, content_type


def _registry(connection: redis.Redis, job_type: str | None) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(JobFamilies(connection, job_type))
    registry.register(QueueFamilies(connection, job_type))
    registry.register(StateFamilies(job_type))
    if job_type is None:
        registry.register(HttpFamilies(connection))
        registry.register(DestinationFamilies(connection))
        registry.register(ModelFamilies())
    return registry
