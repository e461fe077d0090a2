"""The seams to RQ 3.0: what FSP writes by itself is what RQ writes; an upgrade that changes it fails here."""

import inspect
import json
import zlib

import redis
import rq.registry
from rq import Queue, Worker
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.worker_registration import REDIS_WORKER_KEYS
from rq_scheduler import Scheduler

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.registry import get_job_type
from fsp.queueing.enqueue import enqueue
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS, rq_data, rq_fields
from fsp.redis_ops import rq_keys
from tests.export_arguments import export_arguments

LEFT_OUT = {"success_callback_name", "failure_callback_name", "stopped_callback_name", "last_heartbeat", "worker_name"}
LEFT_OUT |= {"group_id"}
"""Fields RQ writes empty and reads as missing."""


def test_a_job_hash_is_the_one_rq_would_write(redis_client: redis.Redis) -> None:
    rules, now = get_job_type("export-data"), utc_now()
    theirs = Job.create(
        rules.function_path,
        kwargs={"project": "garden"},
        connection=redis_client,
        serializer=JSONSerializer,
        origin="low",
        timeout=rules.timeout_seconds,
        result_ttl=RESULT_TTL_SECONDS,
        failure_ttl=FAILURE_TTL_SECONDS,
        description=rules.name,
        status=JobStatus.QUEUED,
    )
    theirs.created_at = theirs.enqueued_at = now
    written = theirs.to_dict(include_meta=True)

    ours = rq_fields(rules, queue="low", status="queued", now=now)
    data = rq_data(rules, json.dumps({"project": "garden"}))

    # Packed with a smaller window, which only its first two bytes tell.
    assert zlib.decompress(data) == zlib.decompress(written.pop("data"))
    assert ours == {name: value for name, value in written.items() if name not in LEFT_OUT}
    assert {written[name] for name in LEFT_OUT} == {""}


def test_rq_reads_what_was_enqueued(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "export-data", {"project": "garden"}).job_id

    job = Job.fetch(job_id, connection=redis_client, serializer=JSONSerializer)

    assert (job.get_status(), job.origin, job.kwargs) == ("queued", "low", export_arguments("garden"))
    assert (job.timeout, job.result_ttl, job.failure_ttl) == (180, RESULT_TTL_SECONDS, FAILURE_TTL_SECONDS)
    assert Queue("low", connection=redis_client, serializer=JSONSerializer).get_job_ids() == [job_id]


def test_keys_are_where_rq_looks_for_them(redis_client: redis.Redis) -> None:
    queue = Queue("low", connection=redis_client)

    assert (rq_keys.queue("low"), rq_keys.QUEUES) == (queue.key, Queue.redis_queues_keys)
    assert Job("x", connection=redis_client).key in {rq_keys.job("x"), rq_keys.job("x").encode()}
    registries = {
        rq_keys.started("low"): rq.registry.StartedJobRegistry,
        rq_keys.scheduled("low"): rq.registry.ScheduledJobRegistry,
        rq_keys.finished("low"): rq.registry.FinishedJobRegistry,
        rq_keys.failed("low"): rq.registry.FailedJobRegistry,
    }
    assert all(result("low", connection=redis_client).key == key for key, result in registries.items())
    assert REDIS_WORKER_KEYS == "rq:workers"


def test_the_worker_and_scheduler_methods_fsp_uses_or_replaces_are_there() -> None:
    for name in ("work", "register_birth", "register_death", "set_state", "heartbeat", "queue_names"):
        assert callable(getattr(Worker, name))
    for name in ("acquire_lock", "remove_lock", "enqueue_jobs", "run"):
        assert callable(getattr(Scheduler, name))
    assert {"burst", "logging_level"} <= set(inspect.signature(Worker.work).parameters)
