"""Reads how much of each language model budget of this month is used, in one statement."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, literal, select

from fsp.cache import Cache
from fsp.conditions.facts.outcomes import BudgetFacts
from fsp.core import current_settings
from fsp.models.model_request import ModelSpending, ProjectBudget
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db

BUDGETS = Cache[tuple[BudgetFacts, ...]](lasts=timedelta(seconds=8))
"""Shorter than the shortest refresh interval: many open pages share one read."""


def read_budgets(now: datetime) -> tuple[BudgetFacts, ...]:
    """Return the budgets of this month of which something is used or was refused."""
    scope = literal("project:") + cast(ProjectBudget.project_id, String)
    rows = db.session.execute(
        select(ModelSpending, ProjectBudget.monthly, Project.slug, Project.title)
        .outerjoin(ProjectBudget, ModelSpending.scope == scope)
        .outerjoin(Project, Project.id == ProjectBudget.project_id)
        .where(ModelSpending.month == f"{now:%Y-%m}", Project.deleted_at.is_(None))
        .order_by(ModelSpending.id)
    ).all()
    return tuple(_facts(rows, current_settings()))


def _facts(rows: Any, settings: Settings) -> Iterator[BudgetFacts]:
    for spending, monthly, slug, title in rows:
        limit = monthly if slug is not None else settings.llm_budget if spending.scope == "installation" else None
        if limit is not None:
            yield BudgetFacts(
                project_slug=slug or "",
                project_title=title or "",
                month=spending.month,
                spent=spending.charged,
                limit=limit,
                currency=settings.llm_currency,
                refused=spending.refused,
                refused_at=spending.refused_at,
            )
