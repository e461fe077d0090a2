"""Which problems began soon after a deploy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.conditions.deploys import with_deploys
from fsp.conditions.facts.outcomes import DeployFacts
from fsp.conditions.finding import Finding, Subject, SubjectKind
from fsp.models.alert_kinds import Severity

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SUBJECT = Subject(SubjectKind.JOB_TYPE, "x")
PROBLEM = Finding("circuit-open", SUBJECT, Severity.ERROR, "It is open", "5 failures in a row", NOON)


@pytest.mark.parametrize(
    ("minutes_before", "since", "cause"),
    [
        (4, NOON, "5 failures in a row; it began 4 min after deploy 2"),
        (60, NOON, "5 failures in a row; it began 1 h after deploy 2"),
        (61, NOON, "5 failures in a row"),
        (-4, NOON, "5 failures in a row"),
        (4, None, "5 failures in a row"),
    ],
)
def test_a_problem_that_began_soon_after_a_deploy_says_so(
    minutes_before: int, since: datetime | None, cause: str
) -> None:
    deploys = [DeployFacts("1", NOON - timedelta(days=9)), DeployFacts("2", NOON - timedelta(minutes=minutes_before))]

    (deploy,) = with_deploys([replace(PROBLEM, since=since)], deploys)

    assert deploy.cause == cause


def test_what_no_code_causes_is_not_blamed_on_a_deploy() -> None:
    deployed = DeployFacts("2", NOON - timedelta(seconds=21))
    disk = replace(PROBLEM, rule="disk-low", cause="it is full")
    doubted = replace(PROBLEM, doubt="uncertain while the clocks are out of sync")

    causes = [deploy.cause for deploy in with_deploys([PROBLEM, disk, doubted], [deployed])]

    assert causes == [
        "5 failures in a row; it began 21 s after deploy 2",
        "it is full",
        "5 failures in a row",
    ]


def test_a_deploy_that_the_cause_names_is_not_named_twice() -> None:
    named = replace(PROBLEM, cause="started after deploy 2", deploy="2")

    assert with_deploys([named], [DeployFacts("2", NOON)]) == [named]
