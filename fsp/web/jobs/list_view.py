"""The data of the job list: state tabs, the filter as removable chips, rows, and the available bulk actions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fsp.amounts import number
from fsp.bulk.action import BulkAction
from fsp.bulk.jobs import JOBS
from fsp.bulk.select import narrowed
from fsp.errors import InvalidInput
from fsp.history.job_filter import ALL, RETRYING, RUNNING, WAITING, JobFilter
from fsp.history.search import Count
from fsp.jobs.job_reading import JobReading
from fsp.jobs.registry import find_job_type
from fsp.security.redaction import redact
from fsp.web.chips import Chip, chip

MAX_LINE_CHARACTERS = 200
"""The length of a job's arguments on one line."""

TABS = {
    ALL: "All",
    RUNNING: "Running",
    WAITING: "Waiting",
    "scheduled": "Scheduled",
    "deferred": "Waiting on jobs",
    RETRYING: "Retrying",
    "failed": "Failed",
    "finished": "Finished",
    "canceled": "Cancelled",
}
"""The states with a tab, and their labels."""

RARE_STATES = ("deferred", "canceled")


@dataclass(frozen=True)
class Tab:
    """One state of the list. `count` is empty if counting would be expensive."""

    label: str
    query: dict[str, str]
    is_current: bool
    count: str


@dataclass(frozen=True)
class Row:
    """One job: its arguments on one line, and its attempts as `2/4`."""

    job: JobReading
    arguments: str
    attempts: str


def tabs_of(job_filter: JobFilter, counts: Mapping[str, Count]) -> list[Tab]:
    """Return the tabs. Each keeps the other parts of the filter. A rare state without jobs has no tab."""
    return [
        Tab(
            label=label,
            query=replace(job_filter, state=state).as_query(),
            is_current=state == job_filter.state,
            count=_number(counts[state]) if state in counts else "",
        )
        for state, label in TABS.items()
        if state == job_filter.state or state not in RARE_STATES or state not in counts or counts[state].number
    ]


def chips_of(job_filter: JobFilter) -> list[Chip]:
    """Return a chip for each part of the filter except the tab."""
    without: list[tuple[str, str, JobFilter]] = [
        ("state", "" if job_filter.state in TABS else job_filter.state, replace(job_filter, state=ALL)),
        ("type", job_filter.job_type, replace(job_filter, job_type="")),
        ("queue", job_filter.queue, replace(job_filter, queue="")),
        ("from", _minute(job_filter.since), replace(job_filter, since=None)),
        ("to", _minute(job_filter.until), replace(job_filter, until=None)),
        ("id", job_filter.job_id, replace(job_filter, job_id="")),
        ("error", job_filter.error, replace(job_filter, error="")),
        ("error group", job_filter.fingerprint[:12], replace(job_filter, fingerprint="")),
        ("text", job_filter.text, replace(job_filter, text="")),
    ]
    for label in job_filter.labels:
        others = tuple(other for other in job_filter.labels if other != label)
        name, _, value = label.partition(":")
        without.append((name.removeprefix("args."), value, replace(job_filter, labels=others)))
    return [chip(name, value, "/jobs", rest.as_query()) for name, value, rest in without if value]


def rows_of(jobs: list[JobReading]) -> list[Row]:
    """Return the rows of these jobs with secrets hidden."""
    return [Row(job, arguments_line(job.arguments), attempts_of(job)) for job in jobs]


def arguments_line(arguments: Mapping[str, object]) -> str:
    """Return arguments on one line, with secrets hidden, and cut: `project=garden limit=10`."""
    parts = (f"{name}={_short(value)}" for name, value in redact(dict(arguments)).items())
    return _cut(" ".join(parts), MAX_LINE_CHARACTERS)


def attempts_of(job: JobReading) -> str:
    """Return the attempt and the maximum number of attempts, such as `2/4`; empty before the first one."""
    if not job.attempt:
        return ""
    job_type = find_job_type(job.job_type)
    # A job whose worker was lost has more attempts than its retries allow.
    return (
        f"{job.attempt}/{job_type.retries + 1}"
        if job_type and job.attempt <= job_type.retries + 1
        else str(job.attempt)
    )


def actions_of(job_filter: JobFilter) -> list[BulkAction]:
    """Return the bulk actions for the jobs of the current tab."""
    return [action for action in JOBS.acts if _applies(action, job_filter)]


def _applies(action: BulkAction, job_filter: JobFilter) -> bool:
    try:
        narrowed(action, job_filter)
    except InvalidInput:
        return False
    return True


def _number(count: Count) -> str:
    return f"{number(count.number)}{'+' if count.is_capped else ''}"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
