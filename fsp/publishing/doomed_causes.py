"""Groups the problems of scheduled posts by their cause: an expired token is one problem, whatever waits for it.

Pure functions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fsp.destinations.preflight_facts import Problem

NOT_APPROVED = "not-approved"
EVERYWHERE = "every destination"
_OF_PLACE = frozenset({"paused", "circuit-open", "rate-too-low", "too-late", "template", "settings-unusable"})
_OF_PLACE_STARTS = ("credentials-", "test-failed:", "platform-")
_OF_INSTALLATION = frozenset({"canonical-internal"})
_OF_PROJECT = frozenset({"canonical-missing", NOT_APPROVED})


@dataclass(frozen=True)
class Doomed:
    """A post and a destination, with the problems there. `destination_id` is None for what is true of each."""

    item_id: int
    title: str
    due_at: datetime
    project_slug: str
    problems: Sequence[Problem]
    destination: str = EVERYWHERE
    destination_id: int | None = None


@dataclass(frozen=True)
class Cause:
    """A problem with one cause, and the posts that it concerns. `first` is the one that is due first.

    `more` counts the other problems of the same post, or of the same destination.
    """

    problem: Problem
    first: Doomed
    item_ids: frozenset[int]
    destinations: tuple[str, ...]
    is_of_place: bool
    more: int = 0

    @property
    def posts(self) -> int:
        """Return how many posts it concerns."""
        return len(self.item_ids)


def causes_of(doomed: Iterable[Doomed]) -> list[Cause]:
    """Return the causes in order of their first post. A post or a destination with several is named once."""
    causes: dict[tuple[object, ...], Cause] = {}
    others: dict[tuple[object, ...], set[tuple[str, str]]] = {}
    for row in sorted(doomed, key=lambda row: (row.due_at, row.item_id)):
        for key, problems in _by_subject(row).items():
            cause = Cause(problems[0], row, frozenset(), (), is_of_place=key[0] == "place")
            causes[key] = _extended(causes.get(key, cause), row)
            others.setdefault(key, set()).update((problem.code, _detail(key, problem)) for problem in problems)
    return [replace(cause, more=len(others[key]) - 1) for key, cause in causes.items()]


def _by_subject(row: Doomed) -> dict[tuple[object, ...], list[Problem]]:
    """Return the problems of a row by what has to be changed: the destination, the project or the post."""
    subjects: dict[tuple[object, ...], list[Problem]] = {}
    for problem in row.problems:
        subjects.setdefault(_subject(row, problem.code), []).append(problem)
    return subjects


def _subject(row: Doomed, code: str) -> tuple[object, ...]:
    if code in _OF_PLACE or code.startswith(_OF_PLACE_STARTS):
        return ("place", row.destination_id)
    if code in _OF_INSTALLATION:
        return ("installation", code)
    if code in _OF_PROJECT:
        return ("project", row.project_slug, code)
    return ("post", row.item_id)


def _detail(key: tuple[object, ...], problem: Problem) -> str:
    """Return what distinguishes two problems of a subject with one code: those of a post differ by their words."""
    return problem.message if key[0] == "post" else ""


def _extended(cause: Cause, row: Doomed) -> Cause:
    names = cause.destinations if row.destination in cause.destinations else (*cause.destinations, row.destination)
    return replace(cause, item_ids=cause.item_ids | {row.item_id}, destinations=names)
