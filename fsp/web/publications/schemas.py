"""Schemas of publications and short texts in the API."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fsp.publishing.item_publications import ItemPublication
from fsp.publishing.short_texts import MAX_CHARACTERS, ShortText
from fsp.shape import From, Shape
from fsp.web.items.schemas import ItemPath
from fsp.web.schema import RowId


class PublicationPath(ItemPath):
    """A post at a destination."""

    destination_id: RowId = Field(alias="destination_id")


class ConfirmPublicationBody(Shape):
    """Where an unknown post is, as a person saw it."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field("", max_length=2000, description="Its address; or give the id")
    external_id: str = Field("", max_length=1000, description="Its id on the platform")


class ShortTextBody(Shape):
    """A short text."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=MAX_CHARACTERS)


class CountShape(Shape):
    """A text as the platform counts it."""

    length: int
    max_length: int | None
    unit: str
    bytes: int
    max_bytes: int | None
    fits: bool


class ShortTextShape(Shape):
    """The short text of a post for a destination."""

    text: str
    from_template: str
    is_override: bool = Field(description="Whether a person wrote the text")
    count: CountShape


class PublicationProblemShape(Shape):
    """What will prevent the publication."""

    code: str
    message: str
    fix: str


class PublicationShape(Shape):
    """One post at one destination."""

    destination_id: Annotated[int, From("destination.id")]
    destination: Annotated[str, From("destination.name")]
    platform: Annotated[str, From("destination.platform")]
    state: str
    url: Annotated[str | None, From("publication.url")]
    external_id: Annotated[str | None, From("publication.external_id")]
    error: str
    held_because: str
    due_at: Annotated[datetime | None, From("publication.due_at")]
    live_at: Annotated[datetime | None, From("publication.live_at")]
    lateness_seconds: float | None = Field(description="From due to live; null if it is not live")
    drift: str = Field(description="differs or gone if the platform no longer holds what was sent")
    looked_at: Annotated[datetime | None, From("publication.looked_at")]
    evidence: dict[str, Any]
    decisions: list[str] = Field(description="What a person may decide now")
    problems: list[PublicationProblemShape] = Field(description="What will prevent the publication")
    checked_at: Annotated[datetime | None, From("publication.preflight_at")]

    @classmethod
    def of_row(cls, row: ItemPublication) -> "PublicationShape":
        """Return the schema of a row, also of one without a publication."""
        publication = row.publication
        return cls.of(
            row,
            error=publication.error if publication else "",
            held_because=publication.held_because if publication else "",
            drift=publication.drift if publication else "",
            evidence=publication.evidence if publication else {},
            problems=publication.preflight if publication else [],
            decisions=list(row.decisions),
        )


class PublicationListShape(Shape):
    """The publications of a post, in the order of its project's destinations."""

    publications: list[PublicationShape]


def short_text_shape(text: ShortText) -> ShortTextShape:
    """Return the schema of a short text."""
    return ShortTextShape.of(text, count=CountShape.of(text.count))
