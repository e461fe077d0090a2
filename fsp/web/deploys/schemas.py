"""Schemas of deploys in the API."""

from datetime import datetime

from pydantic import ConfigDict, Field

from fsp.performance.deploys import MAX_NOTE_CHARACTERS, MAX_VERSION_CHARACTERS
from fsp.shape import Shape
from fsp.web.schema import Moment


class DeployBody(Shape):
    """The deployed version. An empty object means the running version."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field("", max_length=MAX_VERSION_CHARACTERS)
    note: str = Field("", max_length=MAX_NOTE_CHARACTERS)


class DeployQuery(Shape):
    """Which deploys to list."""

    since: Moment | None = None
    until: Moment | None = None
    limit: int = Field(100, ge=1, le=1000)


class DeployShape(Shape):
    """One recorded deploy."""

    id: int
    at: datetime
    version: str
    note: str
    by: str


class DeployListShape(Shape):
    """Deploys, newest first."""

    deploys: list[DeployShape]
