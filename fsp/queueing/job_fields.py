"""The fields of a new job's hash: those that all jobs of one call share, and those of each job."""

import json
from datetime import datetime
from typing import Any

from fsp.jobs.gate import Gate, gate_ids, units_field
from fsp.jobs.job_options import JobOptions
from fsp.jobs.job_type import CheckedArguments, JobType
from fsp.jobs.labels import labels_of
from fsp.queueing.rq_job import rq_data, rq_fields


def shared_fields(
    rules: JobType, *, queue: str, now: datetime, at: datetime | None = None, trace: str = ""
) -> dict[str, Any]:
    """Return the fields that do not depend on a job's arguments.

    `trace` is the context of the trace that the run joins, as `tracing` writes it.
    """
    fields = rq_fields(rules, queue=queue, status="scheduled" if at else "queued", now=now)
    fields["fsp_type"] = rules.name
    fields["fsp_enqueued_ms"] = int((at or now).timestamp() * 1000)
    return fields | {"fsp_trace": trace} if trace else fields


def own_fields(rules: JobType, arguments: CheckedArguments, options: JobOptions) -> dict[str, Any]:
    """Return the fields that depend on a job's arguments."""
    values, fields = arguments.values, {"data": rq_data(rules, arguments.text), "fsp_arguments": arguments.text}
    if rules.indexed or rules.tags or options.tags or options.parent:
        labels = labels_of(values, indexed=rules.indexed, tags=(*rules.tags, *options.tags), parent=options.parent)
        fields |= {"fsp_labels": json.dumps(labels)} if labels else {}
    if rules.gates:
        units = units_field(rules.gates, values)
        fields |= {"fsp_gates": "".join(gate_ids(rules.gates, values))} | ({"fsp_units": units} if units else {})
    if rules.share_by and values.get(rules.share_by) is not None:
        (fields["fsp_share"],) = gate_ids((Gate(rules.share_by),), values)
    return fields


def dedup_rules(rules: JobType) -> dict[str, Any]:
    """Return the fields that say how long a job holds its deduplication key."""
    dedup = rules.deduplication
    return {"fsp_dedup_release": dedup.release.value, "fsp_dedup_window": window_ms(rules)}


def window_ms(rules: JobType) -> int:
    """Return the window of the type's deduplication in milliseconds."""
    return rules.deduplication.window_seconds * 1000
