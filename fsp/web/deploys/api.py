"""`/api/deploys`: record that another version of the code runs from now on, and list recorded deploys."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.performance.deploys import mark_deploy, read_deploys
from fsp.web.access.permissions import requires
from fsp.web.deploys.schemas import DeployBody, DeployListShape, DeployQuery, DeployShape
from fsp.web.openapi import answer, api_blueprint

deploys_api = api_blueprint("api_deploys")


@deploys_api.get("/api/deploys", responses={200: DeployListShape}, summary="List deploys")
@requires(Role.VIEWER)
def index(query: DeployQuery) -> Response:
    """List deploys, newest first."""
    marks = read_deploys(since=query.since, until=query.until, limit=query.limit)
    return answer(DeployListShape(deploys=DeployShape.list_of(reversed(marks))))


@deploys_api.post("/api/deploys", responses={201: DeployShape}, summary="Record a deploy")
@requires(Role.OPERATOR, action=Action.MARK_DEPLOY, target="version {version}")
def mark(body: DeployBody) -> tuple[Response, int]:
    """Record a deploy."""
    version = body.version.strip() or current_settings().code_version
    return answer(DeployShape.of(mark_deploy(version, by=g.account.name, now=utc_now(), note=body.note))), 201
