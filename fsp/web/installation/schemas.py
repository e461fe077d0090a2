"""Schemas of the installation in the API."""

from pydantic import Field

from fsp.shape import Shape


class InstallationShape(Shape):
    """Whether this installation publishes."""

    is_held: bool = Field(description="Whether nothing is sent to destinations, because it may be a copy")
    reason: str = Field(description="Why it is held; empty if it is not")
