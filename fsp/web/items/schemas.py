"""Schemas of posts in the API."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from fsp.shape import Shape
from fsp.web.schema import Moment, RowId


class ItemPath(Shape):
    """The post."""

    item_id: RowId = Field(alias="item_id")


class ScheduleBody(Shape):
    """The time of publication."""

    model_config = ConfigDict(extra="forbid")

    publish_at: Moment


class SlugBody(Shape):
    """The new address of the post."""

    model_config = ConfigDict(extra="forbid")

    slug: str = Field(min_length=1, max_length=200)


Texts = Annotated[list[str], BeforeValidator(lambda values: [str(value) for value in values])]
"""Front matter may contain numbers and dates in place of strings."""


class ItemShape(Shape):
    """One post and its state."""

    id: int
    slug: str
    title: str
    state: str
    publish_at: datetime | None
    deleted_at: datetime | None = None
    held_because: str = Field("", description="Why an import kept the post as a draft; empty if it was not held")
    is_unlisted: bool = False
    authors: Texts = Field(default_factory=list)
    tags: Texts = Field(default_factory=list)
    cover: str = ""
    series: str = ""
    language: str = Field("", description="A BCP 47 tag; empty for the project's language")
    canonical_url: str = ""
    source_path: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict, description="Front matter fields that FSP does not use")
    is_text_missing: bool = Field(description="Scheduled but without content: not published until it has some")


class ItemListShape(Shape):
    """Posts in order of their time."""

    timestamp: datetime
    items: list[ItemShape]
