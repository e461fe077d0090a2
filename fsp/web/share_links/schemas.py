"""Schemas of shared previews in the API."""

from datetime import datetime

from pydantic import ConfigDict, Field

from fsp.shape import Shape
from fsp.web.schema import RowId


class ShareLinkPath(Shape):
    """A link of a post."""

    item_id: RowId = Field(alias="item_id")
    number: RowId


class ShareBody(Shape):
    """A new link."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field("", max_length=200, description="For whom it is")
    days: int = Field(7, ge=1, le=90)
    revision: RowId | None = Field(None, description="The revision that it shows; null for the current text")


class ShareLinkShape(Shape):
    """A link that shows the preview of a post."""

    id: int
    label: str
    revision: int | None
    created_by: str
    created_at: datetime
    expires_at: datetime


class NewShareLinkShape(ShareLinkShape):
    """A new link."""

    url: str = Field(description="Returned only here")


class ShareLinksShape(Shape):
    """The valid links of a post, newest first."""

    links: list[ShareLinkShape]
