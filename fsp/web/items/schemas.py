"""The shapes of items in the API."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from fsp.shape import Shape
from fsp.web.schema import Moment, RowId


class ItemPath(Shape):
    """Which item."""

    item_id: RowId = Field(alias="item_id")


class ScheduleBody(Shape):
    """When the item is to be published."""

    model_config = ConfigDict(extra="forbid")

    publish_at: Moment


class SlugBody(Shape):
    """The address that the item is to have."""

    model_config = ConfigDict(extra="forbid")

    slug: str = Field(min_length=1, max_length=200)


Texts = Annotated[list[str], BeforeValidator(lambda values: [str(value) for value in values])]
"""Front matter may hold numbers and dates where texts are meant."""


class ItemShape(Shape):
    """One item and where it stands."""

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
    """Items, the first to be due first."""

    timestamp: datetime
    items: list[ItemShape]
