"""What drafts have cost, for the page and the API."""

from dataclasses import dataclass
from datetime import datetime

from fsp.charts.bars import BarChart, bar_chart
from fsp.model_prices import amount_text
from fsp.models.model_request import ModelRequest, ProjectBudget
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db, end_reading
from fsp.writing.spending import in_units, month_of
from fsp.writing.usage import (
    BudgetState,
    UsageRow,
    budget_states,
    recent_requests,
    usage_by_item,
    usage_by_month,
    usage_by_project,
)


@dataclass(frozen=True)
class UsageView:
    """The installation's numbers, or those of one project."""

    as_of: datetime
    currency: str
    model: str
    installation: BudgetState
    project: BudgetState | None
    months: list[UsageRow]
    top: list[UsageRow]
    requests: list[ModelRequest]
    prices: str = ""
    """The prices of the project itself."""

    @property
    def chart(self) -> BarChart:
        """Return the cost of each month."""
        return bar_chart("Cost by month", self.currency, [(row.label, in_units(row.charged)) for row in self.months])

    def money(self, micros: int) -> str:
        """Return an amount for people."""
        return amount_text(micros, self.currency)

    @property
    def month(self) -> str:
        """Return this month."""
        return self.installation.month


def read_usage(now: datetime, settings: Settings, project: Project | None = None) -> UsageView:
    """Read the numbers."""
    number = project.id if project else None
    installation, own = budget_states(number, now, settings)
    budget = db.session.get(ProjectBudget, number) if number is not None else None
    month = month_of(now)
    view = UsageView(
        as_of=now,
        currency=settings.llm_currency,
        model=settings.llm_model or "",
        installation=installation,
        project=own,
        months=usage_by_month(number),
        top=usage_by_project(month) if number is None else usage_by_item(number, month),
        requests=recent_requests(number),
        prices=budget.prices if budget else "",
    )
    end_reading()
    return view
