"""Budgets of the language model: what is used of them, and what they refused, as the rule sees it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from fsp.conditions.collect_budgets import read_budgets
from fsp.conditions.facts.outcomes import BudgetFacts
from fsp.conditions.rules.draft_budget import DRAFT_BUDGET
from fsp.conditions.snapshot import Snapshot
from fsp.errors import BudgetExceeded
from fsp.models.alert_kinds import Severity
from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.models.project import Project
from fsp.stores import db
from fsp.writing.prices import limits_of, set_budget
from fsp.writing.spending import reserve, settle

NOW = datetime(2026, 5, 14, 9, tzinfo=UTC)
Spend = Callable[[int], ModelRequest]


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def project(core: Flask) -> Project:
    db.session.add(project := Project(slug="garden", title="Garden"))
    db.session.commit()
    set_budget(project, monthly="10", prices="")
    return project


@pytest.fixture
def spend(core: Flask, project: Project) -> Spend:
    """Return a function that reserves millionths for a draft of the project."""
    numbers = iter(range(100))

    def send(reserved: int) -> ModelRequest:
        number = next(numbers)
        row = ModelRequest(
            job_id=f"job-{number}", step="draft", month="2026-05", model="m", reserved=reserved, project_id=project.id
        )
        reserve(row, limits_of(project.id, core.extensions["fsp_settings"]))
        return row

    return send


def findings() -> list[tuple[Severity, str, str]]:
    rows = DRAFT_BUDGET.find(Snapshot(NOW, budgets=read_budgets(NOW)))
    return [(row.severity, row.summary, row.cause) for row in rows or []]


def test_nothing_is_found_below_four_fifths_and_a_warning_from_there(spend: Spend) -> None:
    spend(7_900_000)
    before = findings()
    spend(100_000)

    assert before == []
    assert findings() == [
        (
            Severity.WARNING,
            "80 % of the language model budget of Garden is used",
            "8.00 USD of 10.00 USD are used for 2026-05. Drafts stop before the budget is passed",
        )
    ]


def test_a_refused_draft_is_an_error_until_there_is_room_for_it(spend: Spend, project: Project) -> None:
    row = spend(6_000_000)
    with pytest.raises(BudgetExceeded):
        spend(5_000_000)
    stopped = findings()
    settle(row, phase=RequestPhase.COMPLETED, charged=1_000_000)
    with_room = findings()
    with pytest.raises(BudgetExceeded):
        spend(9_500_000)
    set_budget(project, monthly="20", prices="")

    assert stopped == [
        (
            Severity.ERROR,
            "The budget of Garden stops drafts by the language model",
            "6.00 USD of 10.00 USD are used for 2026-05. The last draft may cost 5.00 USD, so it was not requested",
        )
    ]
    assert (with_room, findings()) == ([], [])


def test_a_budget_that_stops_the_first_draft_of_a_month_is_found(spend: Spend) -> None:
    with pytest.raises(BudgetExceeded):
        spend(11_000_000)

    assert [severity for severity, _, _ in findings()] == [Severity.ERROR]


def test_another_month_a_deleted_project_and_no_budget_are_left_out(spend: Spend, project: Project) -> None:
    spend(9_000_000)
    next_month = read_budgets(NOW.replace(month=6))
    project.deleted_at = NOW
    db.session.commit()
    deleted = read_budgets(NOW)
    project.deleted_at = None
    set_budget(project, monthly="", prices="")

    assert (next_month, deleted, read_budgets(NOW)) == ((), (), ())


def test_without_facts_nothing_is_known() -> None:
    assert DRAFT_BUDGET.find(Snapshot(NOW)) is None


def test_the_budget_of_the_installation_has_no_project() -> None:
    facts = BudgetFacts("", "", "2026-05", 10, 10, "EUR")
    (finding,) = DRAFT_BUDGET.find(Snapshot(NOW, budgets=(facts,))) or []

    assert finding.summary == "100 % of the language model budget of the installation is used"
    assert finding.action is not None
    assert finding.action.url == "/language-model"
