"""The settings and credentials of a Micropub destination."""

from enum import StrEnum

from pydantic import BaseModel, Field, SecretStr, field_validator


class Content(StrEnum):
    """The form of the text."""

    HTML = "html"
    MARKDOWN = "markdown"


class MicropubSettings(BaseModel):
    """The site, its endpoint, and what the server can do."""

    url: str = Field(
        ..., title="Site", description="The address of your site, such as https://ada.example.", max_length=500
    )
    endpoint: str = Field(
        "",
        title="Micropub endpoint",
        description="Leave it empty: the first test finds it on your site and stores it.",
        max_length=1000,
    )
    content: Content = Field(
        Content.HTML,
        title="Text",
        description="html for most servers; markdown for servers that store a plain text as Markdown.",
    )
    reads: bool = Field(
        default=False,
        title="Returns posts",
        description="Whether the server answers q=source, so that FSP sees changes made there. A test finds it out if "
        "the server says so.",
    )
    lists_posts: bool = Field(
        default=False,
        title="Lists posts with all properties",
        description="Whether q=source without an address lists all posts, and they keep unknown properties such as "
        "x-fsp-key. Then FSP finds a post after a lost answer. Otherwise it asks you.",
    )

    @field_validator("url", "endpoint")
    @classmethod
    def _check_url(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must start with https:// or http://")
        return url


class MicropubCredentials(BaseModel):
    """The token."""

    token: SecretStr = Field(
        ...,
        title="Token",
        description="An access token with the scopes create, update, delete, undelete and media.",
    )
