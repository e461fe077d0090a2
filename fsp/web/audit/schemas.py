"""Schemas of the audit log in the API."""

from typing import Annotated, Any

from pydantic import Field

from fsp.models.audit_entry import AuditOutcome, Via
from fsp.shape import From, Shape, WholeSecond
from fsp.web.schema import Moment, RowId


class AuditQuery(Shape):
    """A search. Empty fields match everything."""

    by: str = Field("", max_length=200)
    action: str = Field("", max_length=60)
    target: str = Field("", max_length=200, description="Prefix of the target")
    via: Via | None = None
    outcome: AuditOutcome | None = None
    text: str = Field("", max_length=200, description="Text in the target or the reason")
    since: Moment | None = None
    until: Moment | None = None
    before: RowId | None = Field(None, description="Id of the last entry on the previous page")
    limit: int = Field(50, ge=1, le=1000)


class AuditLineShape(Shape):
    """One action. `outcome` is begun if it was interrupted or is running."""

    id: Annotated[int, From("begun.id")]
    at: Annotated[WholeSecond, From("begun.at")]
    by: Annotated[str, From("begun.by")]
    action: Annotated[str, From("begun.action")]
    target: Annotated[str, From("begun.target")]
    outcome: str
    via: Annotated[str, From("begun.via")]
    address: Annotated[str, From("begun.address")]
    request_id: Annotated[str, From("begun.request_id")]
    reason: Annotated[str, From("begun.reason")]
    count: int | None
    detail: str
    given: Annotated[dict[str, Any], From("begun.given")]
    before: dict[str, Any]
    after: dict[str, Any]


class AuditListShape(Shape):
    """Actions, newest first."""

    entries: list[AuditLineShape]
