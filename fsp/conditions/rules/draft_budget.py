"""Budgets of the language model that are nearly used, and those that stop drafts."""

from fsp.conditions.facts.outcomes import BudgetFacts
from fsp.conditions.finding import Action, Finding, Subject, SubjectKind
from fsp.conditions.limits import MAX_BUDGET_PERCENT
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.model_prices import amount_text
from fsp.models.alert_kinds import AlertType, Severity

NAME = "draft-budget"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.budgets is None:
        return None
    return [_finding(budget) for budget in snapshot.budgets if budget.stops_drafts or _is_nearly_used(budget)]


def _finding(budget: BudgetFacts) -> Finding:
    owner = budget.project_title or "the installation"
    spent, limit = (amount_text(amount, budget.currency) for amount in (budget.spent, budget.limit))
    used = f"{spent} of {limit} are used for {budget.month}"
    if budget.stops_drafts:
        needed = amount_text(budget.refused, budget.currency)
        summary = f"The budget of {owner} stops drafts by the language model"
        cause = f"{used}. The last draft may cost {needed}, so it was not requested"
    else:
        summary = f"{_percent(budget)} of the language model budget of {owner} is used"
        cause = f"{used}. Drafts stop before the budget is passed"
    page = f"/projects/{budget.project_slug}/language-model" if budget.project_slug else "/language-model"
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.PROJECT, budget.project_slug)
        if budget.project_slug
        else Subject(SubjectKind.SYSTEM, "installation"),
        severity=Severity.ERROR if budget.stops_drafts else Severity.WARNING,
        summary=summary,
        since=budget.refused_at if budget.stops_drafts else None,
        cause=cause,
        action=Action("View the costs", page),
    )


def _is_nearly_used(budget: BudgetFacts) -> bool:
    return 100 * budget.spent >= MAX_BUDGET_PERCENT * budget.limit


def _percent(budget: BudgetFacts) -> str:
    return f"{100 * budget.spent // budget.limit} %" if budget.limit else "All"


DRAFT_BUDGET = Rule(
    name=NAME,
    meaning="80 % or more of a monthly budget of the language model is used, or the budget has stopped a draft.",
    first_look="Look at what the drafts cost. Raise the budget, choose a cheaper model, or wait for the next month.",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy("DraftBudget", AlertType.SYSTEM_HEALTH, Severity.WARNING, more_evaluations=0),
)
