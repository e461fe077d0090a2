"""Schemas of tokens, costs and budgets in the API. Amounts are in currency units."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from fsp.shape import From, Shape
from fsp.web.drafts.usage_view import UsageView
from fsp.web.schema import RowId
from fsp.writing.completion import MAX_TOKENS
from fsp.writing.spending import in_units

Amount = Annotated[float, Field(description="In currency units")]


class ModelProjectPath(Shape):
    """The project."""

    slug: str = Field(max_length=100)


class ModelRequestPath(Shape):
    """A request to a language model."""

    request_id: RowId = Field(alias="request_id")


class BudgetShape(Shape):
    """A budget of this month."""

    month: str
    spent: Annotated[Amount, From(lambda budget: in_units(budget.spent))]
    limit: Annotated[float | None, From(lambda budget: None if budget.limit is None else in_units(budget.limit))] = (
        Field(description="null without a limit")
    )
    left: Annotated[float | None, From(lambda budget: None if budget.left is None else in_units(budget.left))]
    is_nearly_spent: bool = Field(description="80 % or more is spent or reserved")


class UsageShape(Shape):
    """The sums of some requests."""

    label: str = Field(description="The month, or the title of the post or project")
    number: int = Field(description="The post or project; 0 for a month")
    requests: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    charged: Annotated[Amount, From(lambda row: in_units(row.charged))]
    open_requests: int = Field(description="In flight or with an unknown outcome: their reservation is counted")


class ModelRequestShape(Shape):
    """One request to a language model."""

    id: int
    job_id: str
    step: str
    number: int = Field(description="Counts the requests of one step from 1")
    item_id: int | None
    model: str
    prompt_name: str
    prompt_sha256: str
    phase: str = Field(description="in flight, completed, failed or unknown")
    outcome: str = Field(description="complete, truncated, cut, refused, filtered, empty or not text")
    reserved: Annotated[Amount, From(lambda row: in_units(row.reserved))]
    charged: Annotated[Amount, From(lambda row: in_units(row.charged))]
    prompt_tokens: int | None
    completion_tokens: int | None
    cached_tokens: int | None
    is_estimated: bool = Field(description="The server reported no usage: the cost is an upper bound")
    error: str
    started_at: datetime
    ended_at: datetime | None


class ModelUsageShape(Shape):
    """What drafts have cost: the installation's, or a project's."""

    currency: str
    installation: BudgetShape
    project: BudgetShape | None = Field(description="null for the whole installation")
    months: list[UsageShape] = Field(description="The last 12 months, oldest first")
    top: list[UsageShape] = Field(description="Posts of the project, or projects, by what they cost this month")
    requests: list[ModelRequestShape] = Field(description="The newest 30")


class BudgetBody(Shape):
    """The budget and the prices of a project."""

    model_config = ConfigDict(extra="forbid")

    monthly: str = Field("", max_length=20, description="Such as 12.50; empty for no limit")
    prices: str = Field("", max_length=10_000, description="As FSP_LLM_PRICES, which they take precedence over")


class TokensBody(Shape):
    """The usage of a request, as the provider shows it."""

    model_config = ConfigDict(extra="forbid")

    prompt_tokens: int = Field(ge=0, le=MAX_TOKENS)
    completion_tokens: int = Field(ge=0, le=MAX_TOKENS)
    cached_tokens: int = Field(0, ge=0, le=MAX_TOKENS)


def usage_shape(view: UsageView) -> ModelUsageShape:
    """Return the numbers of the installation or of a project."""
    return ModelUsageShape(
        currency=view.currency,
        installation=BudgetShape.of(view.installation),
        project=BudgetShape.of(view.project) if view.project else None,
        months=UsageShape.list_of(view.months),
        top=UsageShape.list_of(view.top),
        requests=ModelRequestShape.list_of(view.requests),
    )
