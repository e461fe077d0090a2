"""The results of a search on the page: what the stores hold, the pages, and actions that the role allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis

from fsp.conditions.collect import or_none
from fsp.gates.pauses import Pause, pause_of
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import all_job_types
from fsp.models.account import Role
from fsp.redis_ops import gate_keys
from fsp.search.find import MAX_QUERY_CHARACTERS, MAX_RESULTS, find
from fsp.search.matching import has_words, rank_by, words_of
from fsp.search.result import ResultKind
from fsp.web.confirm.pages import confirm_url
from fsp.web.etags import pause_mark
from fsp.web.search.places import ACTIONS, Hit, pages, schedule_actions

GROUP_NAMES = {
    ResultKind.JOB: "Jobs",
    ResultKind.POST: "Posts",
    ResultKind.PROJECT: "Projects",
    ResultKind.JOB_TYPE: "Job types",
}


@dataclass(frozen=True)
class Group:
    """The results of one kind."""

    name: str
    hits: list[Hit]


def find_groups(connection: redis.Redis, query: str, role: Role, now: datetime) -> list[Group]:
    """Return the groups that have results for this role; without a query, the pages and the actions."""
    words = words_of(query[:MAX_QUERY_CHARACTERS])
    results = find(connection, query, now)
    actions = [*ACTIONS, *schedule_actions(), *(_pause_actions(connection, now) if words else [])]
    groups = [
        *(
            Group(name, [Hit(result.title, result.url, result.detail) for result in results if result.kind is kind])
            for kind, name in GROUP_NAMES.items()
        ),
        Group("Pages", _matching(pages(), words, role, limit=MAX_RESULTS if words else len(pages()))),
        Group("Actions", _matching(actions, words, role)),
    ]
    return [group for group in groups if group.hits]


def _pause_actions(connection: redis.Redis, now: datetime) -> list[Hit]:
    pauses = or_none(lambda: cast(dict[bytes, bytes], connection.hgetall(gate_keys.PAUSES)))
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


def _matching(hits: Iterable[Hit], words: list[str], role: Role, *, limit: int = MAX_RESULTS) -> list[Hit]:
    """Return the hits that have all words, those whose title begins with them first."""
    rank = rank_by(words)
    fitting = [hit for hit in hits if role.covers(hit.role) and has_words(f"{hit.title} {hit.words}", words)]
    return sorted(fitting, key=lambda hit: rank(hit.title))[:limit]
