"""`/api/deploys`: mark that another version of the code runs from now on, and list the marks."""

from datetime import datetime

from flask import Response, g
from pydantic import ConfigDict, Field

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.performance.deploys import LONGEST_NOTE, LONGEST_VERSION, mark_deploy, read_deploys
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Moment, Shape

deploys_api = api_blueprint("api_deploys")


class DeployBody(Shape):
    """What was deployed; an empty object for the version FSP runs with."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field("", max_length=LONGEST_VERSION)
    note: str = Field("", max_length=LONGEST_NOTE)


class DeployQuery(Shape):
    """Which marks to list."""

    since: Moment | None = None
    until: Moment | None = None
    limit: int = Field(100, ge=1, le=1000)


class DeployShape(Shape):
    """One mark."""

    id: int
    at: datetime
    version: str
    note: str
    by: str


class DeployListShape(Shape):
    """Marks, newest first."""

    deploys: list[DeployShape]


@deploys_api.get("/api/deploys", responses={200: DeployListShape}, summary="List deploy marks")
def index(query: DeployQuery) -> Response:
    """List the marks, newest first."""
    found = read_deploys(since=query.since, until=query.until, limit=query.limit)
    return answer(DeployListShape(deploys=DeployShape.list_of(reversed(found))))


@deploys_api.post("/api/deploys", responses={201: DeployShape}, summary="Mark a deploy")
def mark(body: DeployBody) -> tuple[Response, int]:
    """Mark that a version runs from now on."""
    version = body.version.strip() or current_settings().code_version
    return answer(DeployShape.of(mark_deploy(version, by=g.account.name, now=utc_now(), note=body.note))), 201
