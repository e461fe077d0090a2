"""Schemas of images in the API."""

from datetime import datetime

from pydantic import Field

from fsp.shape import Shape


class ProjectMediaPath(Shape):
    """The project."""

    slug: str = Field(max_length=100)


class MediaPath(ProjectMediaPath):
    """An image of a project."""

    path: str = Field(description="The path that texts use, such as images/oak.jpg")


class MediaQuery(Shape):
    """Which images to list."""

    q: str = Field("", max_length=200, description="Words in the path")
    after: str = Field("", max_length=500, description="The `nextAfter` of the previous page")


class NewMediaQuery(Shape):
    """The name of a new image."""

    name: str = Field(max_length=300, description="A file name, such as oak.jpg")


class MediaShape(Shape):
    """One image."""

    path: str
    media_type: str
    sha256: str = Field(description="SHA-256 of the stored bytes, without private metadata")
    size_bytes: int
    width: int | None = Field(description="Pixels; null if unknown")
    height: int | None
    created_at: datetime


class MediaListShape(Shape):
    """Images of a project by path, 100 per page."""

    media: list[MediaShape]
    next_after: str | None
