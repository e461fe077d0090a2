"""`/api/language-model`: tokens, costs and budgets."""

from flask import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.web.access.permissions import requires
from fsp.web.drafts.usage_schemas import (
    BudgetBody,
    ModelProjectPath,
    ModelRequestPath,
    ModelRequestShape,
    ModelUsageShape,
    TokensBody,
    usage_shape,
)
from fsp.web.drafts.usage_view import read_usage
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem
from fsp.writing.completion import Usage
from fsp.writing.prices import set_budget
from fsp.writing.spending import correct_usage

usage_api = api_blueprint("api_language_model")


@usage_api.get("/api/language-model", responses={200: ModelUsageShape}, summary="Read what drafts have cost")
@requires(Role.VIEWER)
def show() -> Response:
    """Return tokens, costs and the budget of the installation."""
    return answer(usage_shape(read_usage(utc_now(), current_settings())))


@usage_api.get(
    "/api/projects/<slug>/language-model",
    responses={200: ModelUsageShape},
    summary="Read what the drafts of a project have cost",
)
@requires(Role.VIEWER)
def show_project(path: ModelProjectPath) -> Response:
    """Return tokens, costs and the budget of a project."""
    return answer(usage_shape(read_usage(utc_now(), current_settings(), find_project(path.slug))))


@usage_api.put(
    "/api/projects/<slug>/language-model",
    responses={200: ModelUsageShape},
    summary="Set the budget and the prices of a project",
)
@requires(Role.OPERATOR, action=Action.SET_MODEL_BUDGET, target="project {slug}")
def put(path: ModelProjectPath, body: BudgetBody) -> Response:
    """Set what the drafts of a project may cost in a month, and prices of its own."""
    project = find_project(path.slug)
    set_budget(project, monthly=body.monthly, prices=body.prices)
    return answer(usage_shape(read_usage(utc_now(), current_settings(), project)))


@usage_api.put(
    "/api/language-model/requests/<int:request_id>/usage",
    responses={200: ModelRequestShape, 409: Problem},
    summary="Enter the usage of a request",
)
@requires(Role.OPERATOR, action=Action.ENTER_USAGE, target="request {request_id}")
def put_usage(path: ModelRequestPath, body: TokensBody) -> Response:
    """Enter the tokens that the provider shows for a request whose cost is unknown or estimated."""
    usage = Usage(body.prompt_tokens, body.completion_tokens, body.cached_tokens)
    return answer(ModelRequestShape.of(correct_usage(path.request_id, usage, current_settings())))
