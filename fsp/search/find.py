"""Finds jobs, posts, projects and job types: a few of each kind, with few queries to the stores."""

import re
from datetime import datetime

import redis

from fsp.conditions.collect import or_none
from fsp.history.job_filter import JobFilter
from fsp.history.rows import reading_of
from fsp.history.search import search
from fsp.inspection.jobs import read_many
from fsp.jobs.job_reading import JobReading
from fsp.jobs.registry import all_job_types
from fsp.publishing.find_posts import find_posts, find_projects
from fsp.search.matching import has_words, rank_by, words_of
from fsp.search.result import ResultKind, SearchResult

MAX_QUERY_CHARACTERS = 200
MAX_RESULTS = 5
"""Of each kind."""

_JOB_ID = re.compile(r"[\w.:@-]{4,200}\Z")


def find(connection: redis.Redis, query: str, now: datetime) -> list[SearchResult]:
    """Return at most five results of each kind, by kind. A store that is down has no results.

    A job is found by its id or the beginning of its id, everything else by words.
    """
    words = words_of(query[:MAX_QUERY_CHARACTERS])
    if not words:
        return []
    job_id = " ".join(query.split())
    jobs = _find_jobs(connection, job_id, now) if _JOB_ID.match(job_id) else []
    return [*jobs, *_find_posts(words), *_find_projects(words), *_find_job_types(words)]


def _find_jobs(connection: redis.Redis, job_id: str, now: datetime) -> list[SearchResult]:
    """Return the job with this id, and ended ones whose id begins with it."""
    live = or_none(lambda: read_many(connection, [job_id])) or []
    ended = or_none(lambda: search(JobFilter(job_id=job_id), now=now, limit=MAX_RESULTS).rows) or []
    jobs: dict[str, JobReading] = {}
    for job in [*live, *(reading_of(row) for row in ended)]:
        jobs.setdefault(job.job_id, job)
    results = [
        SearchResult(ResultKind.JOB, job.job_id, job.job_id, f"{job.status} · {job.job_type}") for job in jobs.values()
    ]
    return results[:MAX_RESULTS]


def _find_posts(words: list[str]) -> list[SearchResult]:
    posts = or_none(lambda: find_posts(words, limit=MAX_RESULTS)) or []
    return [SearchResult(ResultKind.POST, str(post.id), post.title, f"{post.state} · {post.project}") for post in posts]


def _find_projects(words: list[str]) -> list[SearchResult]:
    projects = or_none(lambda: find_projects(words, limit=MAX_RESULTS)) or []
    return [SearchResult(ResultKind.PROJECT, project.slug, project.title) for project in projects]


def _find_job_types(words: list[str]) -> list[SearchResult]:
    types = {rules.name: rules.description for rules in all_job_types() if has_words(rules.name, words)}
    names = sorted(types, key=rank_by(words))[:MAX_RESULTS]
    return [SearchResult(ResultKind.JOB_TYPE, name, name, types[name]) for name in names]
