"""What drafts have cost: by month, by post, by request, and how much of the budget is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from fsp.models.item import Item
from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.prices import INSTALLATION, limits_of, project_scope
from fsp.writing.spending import WARN_RATIO, charged_in, month_of

MONTHS_SHOWN = 12
ITEMS_SHOWN = 20
REQUESTS_SHOWN = 30


@dataclass(frozen=True)
class UsageRow:
    """The sums of some requests. Amounts are in millionths of a currency unit."""

    label: str
    requests: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    charged: int
    number: int = 0
    """The post, or the project."""
    open_requests: int = 0
    """Those in flight or with an unknown outcome, whose reservation is counted."""


@dataclass(frozen=True)
class BudgetState:
    """A budget of this month; `limit` is None without one."""

    month: str
    spent: int
    limit: int | None

    @property
    def ratio(self) -> float | None:
        """Return the spent part, from 0; None without a limit."""
        return None if self.limit is None else (self.spent / self.limit if self.limit else 1.0)

    @property
    def is_nearly_spent(self) -> bool:
        """Return whether 80 % or more is spent."""
        return self.ratio is not None and self.ratio >= WARN_RATIO

    @property
    def left(self) -> int | None:
        """Return what is left; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.spent)


def budget_states(project_id: int | None, now: datetime, settings: Settings) -> tuple[BudgetState, BudgetState | None]:
    """Return the budget of the installation and that of a project."""
    month, limits = month_of(now), limits_of(project_id, settings)
    installation = BudgetState(month, charged_in(INSTALLATION, month), limits.installation)
    if project_id is None:
        return installation, None
    return installation, BudgetState(month, charged_in(project_scope(project_id), month), limits.project)


def usage_by_month(project_id: int | None = None) -> list[UsageRow]:
    """Return the sums of the last months, oldest first."""
    rows = _sums(ModelRequest.month, project_id).group_by(ModelRequest.month).order_by(ModelRequest.month.desc())
    return [_row(row, str(row[0])) for row in reversed(db.session.execute(rows.limit(MONTHS_SHOWN)).all())]


def usage_by_item(project_id: int, month: str) -> list[UsageRow]:
    """Return the posts of a project that cost most in a month."""
    rows = (
        _sums(ModelRequest.item_id, project_id)
        .add_columns(func.max(Item.title))
        .outerjoin(Item, Item.id == ModelRequest.item_id)
        .where(ModelRequest.month == month)
        .group_by(ModelRequest.item_id)
        .order_by(func.sum(ModelRequest.charged).desc(), ModelRequest.item_id)
    )
    return [
        _row(row, str(row[-1] or "deleted posts"), int(row[0] or 0))
        for row in db.session.execute(rows.limit(ITEMS_SHOWN)).all()
    ]


def usage_by_project(month: str) -> list[UsageRow]:
    """Return the projects by what they cost in a month, the highest first."""
    rows = (
        _sums(ModelRequest.project_id, None)
        .add_columns(func.max(Project.title))
        .outerjoin(Project, Project.id == ModelRequest.project_id)
        .where(ModelRequest.month == month)
        .group_by(ModelRequest.project_id)
        .order_by(func.sum(ModelRequest.charged).desc(), ModelRequest.project_id)
    )
    return [
        _row(row, str(row[-1] or "deleted projects"), int(row[0] or 0))
        for row in db.session.execute(rows.limit(ITEMS_SHOWN)).all()
    ]


def usage_of_item(item_id: int) -> UsageRow:
    """Return what a post has cost."""
    rows = _sums(ModelRequest.item_id, None).where(ModelRequest.item_id == item_id).group_by(ModelRequest.item_id)
    row = db.session.execute(rows).first()
    return _row(row, "", item_id) if row else UsageRow("", 0, 0, 0, 0, 0, item_id)


@dataclass(frozen=True)
class ModelTotals:
    """All requests of one model since the installation began."""

    model: str
    requests: dict[str, int]
    """By outcome, or by phase without one."""
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    charged: int


def totals_by_model() -> list[ModelTotals]:
    """Return the sums of every model, by name."""
    key = func.coalesce(func.nullif(ModelRequest.outcome, ""), ModelRequest.phase)
    rows = _sums(ModelRequest.model, None).add_columns(key).group_by(ModelRequest.model, key)
    totals: dict[str, ModelTotals] = {}
    for model, count, prompt, completion, cached, charged, _, outcome in db.session.execute(rows):
        before = totals.get(model) or ModelTotals(model, {}, 0, 0, 0, 0)
        totals[model] = ModelTotals(
            model,
            before.requests | {str(outcome): int(count)},
            before.prompt_tokens + int(prompt),
            before.completion_tokens + int(completion),
            before.cached_tokens + int(cached),
            before.charged + int(charged),
        )
    return [totals[model] for model in sorted(totals)]


def recent_requests(project_id: int | None = None, *, job_id: str = "") -> list[ModelRequest]:
    """Return the newest requests, of a project, of a job, or of all."""
    rows = select(ModelRequest).order_by(ModelRequest.id.desc()).limit(REQUESTS_SHOWN)
    rows = rows if project_id is None else rows.where(ModelRequest.project_id == project_id)
    return list(db.session.scalars(rows.where(ModelRequest.job_id == job_id) if job_id else rows))


def _sums(key: Any, project_id: int | None) -> Select[Any]:
    is_open = ModelRequest.phase.in_((RequestPhase.IN_FLIGHT, RequestPhase.UNKNOWN))
    rows = select(
        key,
        func.count(ModelRequest.id),
        func.coalesce(func.sum(ModelRequest.prompt_tokens), 0),
        func.coalesce(func.sum(ModelRequest.completion_tokens), 0),
        func.coalesce(func.sum(ModelRequest.cached_tokens), 0),
        func.coalesce(func.sum(ModelRequest.charged), 0),
        func.count(ModelRequest.id).filter(is_open),
    ).select_from(ModelRequest)
    return rows if project_id is None else rows.where(ModelRequest.project_id == project_id)


def _row(row: Any, label: str, number: int = 0) -> UsageRow:
    _, *counts = row
    requests, prompt, completion, cached, charged, open_requests = (int(value) for value in counts[:6])
    return UsageRow(label, requests, prompt, completion, cached, charged, number, open_requests)
