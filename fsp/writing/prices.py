"""What a project's requests cost, and what they may cost."""

from dataclasses import dataclass
from decimal import Decimal
from ipaddress import ip_address
from urllib.parse import urlsplit

from fsp.errors import InvalidInput
from fsp.model_prices import ModelPrice, parse_amount, parse_prices
from fsp.models.model_request import ProjectBudget
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db

INSTALLATION = "installation"
FREE = ModelPrice(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Limits:
    """The budgets of a month in millionths of a currency unit; None for no limit."""

    installation: int | None
    project: int | None
    currency: str

    @property
    def has_any(self) -> bool:
        """Return whether there is a limit."""
        return self.installation is not None or self.project is not None


def project_scope(project_id: int) -> str:
    """Return the name of a project's sum."""
    return f"project:{project_id}"


def limits_of(project_id: int | None, settings: Settings) -> Limits:
    """Return the budgets that hold for a project, or for the installation alone."""
    own = db.session.get(ProjectBudget, project_id) if project_id is not None else None
    return Limits(settings.llm_budget, own.monthly if own else None, settings.llm_currency)


def prices_of(project_id: int | None, settings: Settings) -> dict[str, ModelPrice]:
    """Return the known prices by model. Those of the project take precedence."""
    own = db.session.get(ProjectBudget, project_id) if project_id is not None else None
    return parse_prices(settings.llm_prices) | (parse_prices(own.prices) if own else {})


def price_of(model: str, project_id: int | None, settings: Settings) -> ModelPrice | None:
    """Return the price of a model; None if it is unknown. Without one, a server in your own network costs nothing."""
    price = prices_of(project_id, settings).get(model)
    return FREE if price is None and _is_own(settings.llm_base_url or "") else price


def _is_own(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".localhost"))


def set_budget(project: Project, *, monthly: str, prices: str) -> ProjectBudget:
    """Set the budget and the prices of a project; an empty text removes one. Raise InvalidInput for anything else."""
    try:
        amount = parse_amount(monthly) if monthly.strip() else None
    except ValueError as error:
        raise InvalidInput(f"The budget {error}.") from error
    try:
        parse_prices(prices)
    except ValueError as error:
        raise InvalidInput(f"The prices {error}.") from error
    budget = db.session.get(ProjectBudget, project.id) or ProjectBudget(project_id=project.id)
    budget.monthly, budget.prices = amount, prices.strip()
    db.session.add(budget)
    db.session.commit()
    return budget
