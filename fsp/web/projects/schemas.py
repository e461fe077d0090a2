"""Schemas of projects in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from fsp.shape import Shape, Stored


class ProjectPath(Shape):
    """The project."""

    slug: str = Field(max_length=100)


class SiteLinkShape(Shape):
    """A link in the navigation of a site."""

    label: str = Field(max_length=60)
    address: str = Field(max_length=500, description="A URL, or the path of a page of the site such as about/")


class ProjectBody(Shape):
    """Settings to change. Omitted ones stay."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=300)
    description: str | None = None
    author: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=35, description="A BCP 47 tag such as en or pt-BR")
    timezone: str | None = Field(None, max_length=64, description="An IANA name such as Europe/Berlin")
    has_unicode_slugs: bool | None = Field(
        None, description="Whether slugs of new posts may contain non-Latin characters"
    )
    fetches_remote_images: bool | None = Field(None, description="Whether remote images are downloaded and stored")
    accent: str | None = Field(None, max_length=7, description="The colour of links on the site, such as #0b5394")
    logo: str | None = Field(None, max_length=500, description="The path of one of the project's images")
    navigation: list[SiteLinkShape] | None = Field(
        None, max_length=12, description="The links at the top of the site; none for its pages, archive and tags"
    )
    footer: str | None = Field(None, max_length=2000, description="The text below every page, in Markdown")


class NewProjectBody(ProjectBody):
    """Settings of a new project. Omitted ones have their defaults."""

    title: str = Field(max_length=300)


class ProjectShape(Shape):
    """One project and its settings."""

    slug: str
    title: str
    description: str
    author: str
    language: str
    timezone: str
    has_unicode_slugs: bool
    fetches_remote_images: bool
    accent: str
    logo: str
    navigation: Annotated[list[SiteLinkShape], Stored]
    footer: str
    site_problem: str = Field(description="The error of an own template that is not used; empty if there is none")
    platforms: list[str] = Field(description="The platforms of its destinations, each once")


class ProjectListShape(Shape):
    """Projects, sorted by title."""

    projects: list[ProjectShape]


class DeletionShape(Shape):
    """One project and when it was deleted."""

    slug: str
    title: str
    deleted_at: datetime | None
