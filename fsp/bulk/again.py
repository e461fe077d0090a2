"""Runs a job again: a new job with the same type, arguments and tags, linked to the original."""

import json
from typing import Any, cast

import redis

from fsp.errors import Conflict, NotFound
from fsp.history.rows import find
from fsp.jobs.labels import TAG
from fsp.models.job_request import JobRequest
from fsp.queueing.request import request_job
from fsp.redis_ops import rq_keys
from fsp.security.redaction import HIDDEN, redact
from fsp.stored import Undecodable, list_of, object_of, read_or, text_of
from fsp.stores import db, end_reading


def run_again(
    connection: redis.Redis,
    parent: str,
    *,
    by: str,
    arguments: dict[str, Any] | None = None,
    job_id: str | None = None,
) -> str:
    """Request a new job like `parent`, with other arguments if given; return its id.

    Nothing happens if a request with `job_id` already exists. Raise NotFound if the parent is unknown, Conflict if a
    secret in its arguments was not stored, InvalidArguments or UnknownJobType if the job cannot run.
    """
    if job_id is not None and _is_asked_for(job_id):
        return job_id
    job_type, stored_arguments, labels = _known(connection, parent)
    new_arguments = stored_arguments if arguments is None else _with_secrets(arguments, stored_arguments)
    if HIDDEN in json.dumps(new_arguments):
        raise Conflict("The arguments contained a secret that was not stored. Run the job again with new arguments.")
    tags = [label.removeprefix(f"{TAG}:") for label in labels if str(label).startswith(f"{TAG}:")]
    return request_job(job_type, new_arguments, requested_by=by, tags=tags, parent=parent, job_id=job_id).job_id


def _known(connection: redis.Redis, job_id: str) -> tuple[str, dict[str, Any], list[str]]:
    """Return type, arguments and labels: from Redis, which still has the secrets, else from SQL."""
    names = ["fsp_type", "fsp_arguments", "fsp_labels"]
    job_type, arguments, labels = cast(list[bytes | None], connection.hmget(rq_keys.job(job_id), names))
    if job_type is not None:
        return text_of(job_type), _arguments(job_id, arguments), read_or([], list_of, labels)
    row = find(job_id)
    if row is not None:
        return row.job_type, row.arguments, row.labels
    request = db.session.get(JobRequest, job_id)
    end_reading()
    if request is None:
        raise NotFound(f'There is no job "{job_id}".')
    return request.job_type, request.arguments, [f"{TAG}:{tag}" for tag in request.tags]


def _arguments(job_id: str, raw: bytes | None) -> dict[str, Any]:
    try:
        return object_of(raw or b"{}")
    except Undecodable as error:
        raise Conflict(f"The arguments of {job_id} cannot be read ({error}); enqueue it with new ones.") from error


def _with_secrets(arguments: dict[str, Any], stored_arguments: dict[str, Any]) -> dict[str, Any]:
    """Restore hidden secrets in arguments that the user did not change."""
    shown = redact(stored_arguments)
    return {
        name: stored_arguments[name] if name in stored_arguments and value == shown[name] else value
        for name, value in arguments.items()
    }


def _is_asked_for(job_id: str) -> bool:
    request = db.session.get(JobRequest, job_id)
    end_reading()
    return request is not None
