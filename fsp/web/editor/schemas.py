"""Schemas of working copies in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from fsp.shape import From, Shape
from fsp.web.schema import RowId


class CopyPath(Shape):
    """A working copy."""

    copy_id: RowId = Field(alias="copy_id")


class ItemTabPath(Shape):
    """A post, and the name of the tab that edits it."""

    item_id: RowId = Field(alias="item_id")
    tab: str = Field(pattern=r"^[A-Za-z0-9_-]{8,40}$", description="A random name that the client chooses")


class ProjectTabPath(Shape):
    """A project, and the name of the tab that writes a new post."""

    slug: str = Field(max_length=100)
    tab: str = Field(pattern=r"^[A-Za-z0-9_-]{8,40}$", description="A random name that the client chooses")


class CopiesPath(Shape):
    """A project."""

    slug: str = Field(max_length=100)


FormFields = Annotated[
    dict[str, str], Field(description="title, slug, summary, tags, date and the other fields of the editor, as texts")
]


class CopyBody(Shape):
    """What was typed, and what editing began with."""

    model_config = ConfigDict(extra="forbid")

    fields: FormFields
    text: str
    base: FormFields = Field(default_factory=dict)
    base_revision: int | None = Field(None, description="The id of the revision that editing began with")
    version: int = Field(0, ge=0, description="The `version` of the last answer; 0 for the first time")


class CopyLineShape(Shape):
    """One working copy, without its text."""

    id: int
    item_id: int | None
    account: Annotated[str, From("account.name")]
    tab: str
    version: int
    title: Annotated[str, From(lambda copy: copy.fields.get("title", ""))]
    characters: Annotated[int, From(lambda copy: len(copy.body))]
    updated_at: datetime


class CopyShape(CopyLineShape):
    """One working copy."""

    fields: FormFields
    text: Annotated[str, From("body")]
    base: FormFields
    base_revision: Annotated[int | None, From("base_revision_id")]


class CopyListShape(Shape):
    """Working copies, newest first."""

    copies: list[CopyLineShape]


class KeptCopyShape(Shape):
    """An answer to keeping a working copy."""

    id: int
    version: int
    updated_at: datetime
    others: list[CopyLineShape] = Field(description="Other working copies of the post, newest first")
    is_outdated: bool = Field(description="Whether the post was saved elsewhere since editing began")
    saved_by: str = Field(description="Who saved the current revision, if it is another one; else empty")
