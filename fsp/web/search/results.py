"""The results of a search: a few of each kind, from a bounded number of questions to the stores."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis

from fsp.conditions.collect import or_none
from fsp.gates.pauses import Pause, pause_of
from fsp.history.job_filter import JobFilter
from fsp.history.rows import reading_of
from fsp.history.search import search
from fsp.inspection.jobs import read_many
from fsp.jobs.job_reading import JobReading
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import all_job_types
from fsp.models.account import Role
from fsp.publishing.find_posts import find_posts, find_projects
from fsp.redis_ops import keys
from fsp.web.confirm.pages import confirm_url
from fsp.web.etags import pause_mark
from fsp.web.search.places import ACTIONS, Hit, job_types, pages, schedule_actions

MAX_QUERY_CHARACTERS = 200
MAX_HITS = 5
"""Of each kind."""

_JOB_ID = re.compile(r"[\w.:@-]{4,200}\Z")


@dataclass(frozen=True)
class Group:
    """The results of one kind."""

    name: str
    hits: list[Hit]


def find(connection: redis.Redis, query: str, role: Role, now: datetime) -> list[Group]:
    """Return the groups that have results for this role; without a query, the pages and what can be done."""
    words = query[:MAX_QUERY_CHARACTERS].casefold().split()
    stored = _stored(connection, " ".join(query.split()), words, now) if words else []
    actions = [*ACTIONS, *schedule_actions(), *(_pause_actions(connection, now) if words else [])]
    groups = [
        *stored,
        Group("Job types", _matching(job_types() if words else [], words, role)),
        Group("Pages", _matching(pages(), words, role, limit=MAX_HITS if words else len(pages()))),
        Group("Actions", _matching(actions, words, role)),
    ]
    return [group for group in groups if group.hits]


def _stored(connection: redis.Redis, query: str, words: list[str], now: datetime) -> list[Group]:
    """Return what the stores hold; one that is down has no results."""
    posts = or_none(lambda: find_posts(words, limit=MAX_HITS)) or []
    projects = or_none(lambda: find_projects(words, limit=MAX_HITS)) or []
    return [
        Group("Jobs", _jobs(connection, query, now) if _JOB_ID.match(query) else []),
        Group("Posts", [Hit(post.title, f"/items/{post.id}", f"{post.state} · {post.project}") for post in posts]),
        Group("Projects", [Hit(project.title, f"/projects/{project.slug}") for project in projects]),
    ]


def _jobs(connection: redis.Redis, job_id: str, now: datetime) -> list[Hit]:
    """Return the job of this id, and ended ones whose id begins with it."""
    live = or_none(lambda: read_many(connection, [job_id])) or []
    ended = or_none(lambda: search(JobFilter(job_id=job_id), now=now, limit=MAX_HITS).rows) or []
    by_id: dict[str, JobReading] = {}
    for job in [*live, *(reading_of(row) for row in ended)]:
        by_id.setdefault(job.job_id, job)
    return [Hit(job.job_id, f"/jobs/{job.job_id}", f"{job.status} · {job.job_type}") for job in by_id.values()][
        :MAX_HITS
    ]


def _pause_actions(connection: redis.Redis, now: datetime) -> list[Hit]:
    pauses = or_none(lambda: cast(dict[bytes, bytes], connection.hgetall(keys.PAUSES)))
    if pauses is None:
        return []
    queues = [("queue", name, f"/queues/{name}") for name in QUEUE_NAMES]
    types = [("job type", rules.name, f"/job-types/{rules.name}") for rules in all_job_types()]
    return [
        _pause_action(kind, name, url, pause_of(pauses, f"{kind.removeprefix('job ')}:{name}", now))
        for kind, name, url in queues + types
    ]


def _pause_action(kind: str, name: str, url: str, pause: Pause | None) -> Hit:
    verb, asks_reason = ("Resume", False) if pause else ("Pause", True)
    question = f"{verb} the {kind} {name}?"
    detail = "" if pause else "No job of it starts until it is resumed. Running jobs continue."
    fields = {"seen": pause_mark(pause)}
    action = f"{url}/{verb.lower()}"
    asked = confirm_url(action, verb, question, detail=detail, fields=fields, asks_reason=asks_reason)
    return Hit(f"{verb} {kind} {name}", asked, role=Role.OPERATOR, question=question)


def _matching(hits: Iterable[Hit], words: list[str], role: Role, *, limit: int = MAX_HITS) -> list[Hit]:
    """Return the hits that have all words, those whose title begins with them first."""
    allowed = [hit for hit in hits if role.covers(hit.role)]
    fitting = [hit for hit in allowed if all(word in f"{hit.title} {hit.words}".casefold() for word in words)]
    return sorted(fitting, key=_rank(" ".join(words)))[:limit]


def _rank(query: str) -> Callable[[Hit], int]:
    def rank(hit: Hit) -> int:
        title = hit.title.casefold()
        return 0 if title.startswith(query) else 1 if query in title else 2

    return rank
