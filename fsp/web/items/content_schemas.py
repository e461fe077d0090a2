"""Schemas of the content of posts in the API."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field

from fsp.content.editing import ItemText, joined, text_of_item
from fsp.content.extra_fields import extra_as_yaml
from fsp.content.item_details import ItemDetails, details_of
from fsp.models.item import Item, Revision
from fsp.shape import Shape
from fsp.web.items.schemas import ItemShape
from fsp.web.schema import RowId


def _without_comma(names: list[str] | None) -> list[str] | None:
    for name in names or []:
        if "," in name:
            raise ValueError(f"must not contain a comma, got {name:.80}")
    return names


Names = Annotated[list[str] | None, AfterValidator(_without_comma)]
"""Names that a person could also type, separated by commas."""


class ItemBody(Shape):
    """The fields of a post. Omitted ones stay, or are empty for a new post."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=300, description="Required for a new post")
    summary: str | None = None
    brief: str | None = Field(None, description="The prompt of a generated draft")
    tags: Names = None
    text: str | None = Field(None, description="Markdown, without front matter. A change of any field adds a revision")
    authors: Names = None
    cover: str | None = Field(None, max_length=1000)
    language: str | None = Field(None, max_length=35, description="A BCP 47 tag; empty for the project's language")
    series: str | None = Field(None, max_length=300)
    canonical_url: str | None = Field(None, max_length=2000)
    is_unlisted: bool | None = None
    is_page: bool | None = Field(None, description="Whether it is a page of the site, such as About, and not a post")
    layout: str | None = Field(None, max_length=100, description="The layout of another generator")
    weight: float | None = Field(None, description="Its position in its series, lowest first")
    extra: dict[str, Any] | None = Field(None, description="Front matter fields that FSP does not use; replaces all")

    def text_on(self, item: Item | None) -> ItemText:
        """Return the complete text fields of a post with these changes; `item` is None for a new post."""
        before = text_of_item(item) if item else ItemText()
        return ItemText(
            title=before.title if self.title is None else self.title,
            summary=before.summary if self.summary is None else self.summary,
            brief=before.brief if self.brief is None else self.brief,
            tags=before.tags if self.tags is None else joined(self.tags),
            body=before.body if self.text is None else self.text.replace("\r\n", "\n"),
        )

    def details_on(self, item: Item | None) -> ItemDetails:
        """Return the complete details of a post with these changes; `item` is None for a new post."""
        before = details_of(item) if item else ItemDetails()
        return ItemDetails(
            authors=before.authors if self.authors is None else joined(self.authors),
            cover=before.cover if self.cover is None else self.cover,
            language=before.language if self.language is None else self.language,
            series=before.series if self.series is None else self.series,
            canonical_url=before.canonical_url if self.canonical_url is None else self.canonical_url,
            is_unlisted=before.is_unlisted if self.is_unlisted is None else self.is_unlisted,
            is_page=before.is_page if self.is_page is None else self.is_page,
            layout=before.layout if self.layout is None else self.layout,
            weight=before.weight if self.weight is None else self.weight,
            extra=before.extra if self.extra is None else extra_as_yaml(self.extra),
        )


class ItemContentShape(ItemShape):
    """One post with its content."""

    project: str = Field(description="The slug of its project")
    summary: str
    brief: str
    text: str = Field(description="Markdown, without front matter")
    revision: int | None = Field(description="The number of the current revision; null without a text")
    words: int = Field(description="In the text; each character counts in scripts without spaces")
    characters: int
    reading_minutes: int
    redirects: list[str] = Field(description="Old addresses that redirect to the post, relative to the site")


class ItemsPath(Shape):
    """The project."""

    slug: str = Field(max_length=100)


class ItemsQuery(Shape):
    """Which posts to list."""

    state: str = Field(
        "",
        max_length=20,
        description="draft, review, scheduled, published, failed, unpublished, archived or deleted; empty for all but "
        "archived and deleted",
    )
    q: str = Field("", max_length=200, description="Words in the title, the slug or the tags")
    after: RowId | None = Field(None, description="The `nextAfter` of the previous page")


class ItemPageShape(Shape):
    """Posts of a project, latest first. Posts without a time come last."""

    items: list[ItemShape]
    counts: dict[str, int] = Field(description="The number of matching posts by state")
    next_after: int | None


class RevisionPath(Shape):
    """A revision of a post."""

    item_id: RowId = Field(alias="item_id")
    number: RowId


class RevisionLineShape(Shape):
    """One revision of a post, without its text."""

    number: int
    origin: str
    author: str
    created_at: datetime
    is_current: bool
    characters: int


class RevisionShape(RevisionLineShape):
    """One revision of a post."""

    text: str

    @classmethod
    def of_revision(cls, revision: Revision, item: Item) -> Self:
        """Return the schema of a revision."""
        is_current = revision.id == item.current_revision_id
        return cls.of(revision, is_current=is_current, characters=len(revision.body), text=revision.body)


class RevisionListShape(Shape):
    """The last 100 revisions of a post, newest first."""

    revisions: list[RevisionLineShape]
