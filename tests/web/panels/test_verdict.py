"""The order of problems: the worst first, of equals what stops everything, then the oldest."""

from datetime import UTC, datetime, timedelta

from fsp.health.problems.problem import Action, Problem, Weight
from fsp.web.panels.overview.verdict import in_order

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def problem(kind: str, weight: Weight, hours: int) -> Problem:
    return Problem(kind, "x", weight, kind, NOON - timedelta(hours=hours), "", Action("See", "/"))


def test_what_everything_else_may_follow_from_comes_before_what_is_older() -> None:
    old, dead, new, mild = (
        problem("alert", Weight.CRITICAL, 9),
        problem("worker-dead", Weight.CRITICAL, 1),
        problem("circuit-open", Weight.SERIOUS, 1),
        problem("redis-down", Weight.WARNING, 99),
    )

    assert in_order([mild, new, old, dead], NOON) == [dead, old, new, mild]
