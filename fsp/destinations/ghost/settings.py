"""The settings and credentials of a Ghost site."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from fsp.destinations.web_address import web_address

_KEY = re.compile(r"[0-9a-f]{24}:[0-9a-f]{64}\Z")


_NOT_THE_SITE = re.compile(r"/ghost(?:/.*)?\Z")
"""What people copy from their browser behind the address of the site."""


def api_address(text: str) -> str:
    """Return the address of a site without the path of its admin area or its API; or raise ValueError."""
    return _NOT_THE_SITE.sub("", web_address(text))


class Status(StrEnum):
    """The status in which posts are created."""

    PUBLISHED = "published"
    DRAFT = "draft"


class Visibility(StrEnum):
    """Who may read a post."""

    PUBLIC = "public"
    MEMBERS = "members"
    PAID = "paid"


class Removal(StrEnum):
    """What happens to a post that is unpublished or deleted in FSP."""

    DRAFT = "draft"
    DELETE = "delete"


class GhostSettings(BaseModel):
    """What a person chooses for a Ghost site."""

    url: Annotated[str, AfterValidator(api_address)] = Field(
        title="API URL",
        description="As the page of the integration in Ghost shows it, such as https://blog.example.org.",
        max_length=500,
    )
    status: Status = Field(
        default=Status.PUBLISHED,
        title="Status",
        description="The status of new posts. An update never changes it, so a draft stays one until it is published "
        "in Ghost.",
    )
    visibility: Visibility = Field(
        default=Visibility.PUBLIC, title="Visibility", description="Who may read the posts: all, members, paid members."
    )
    sends_tags: bool = Field(default=True, title="Send tags", description="Create the tags of a post and set them.")
    sends_canonical_url: bool = Field(
        default=True,
        title="Send the canonical URL",
        description="Name the canonical URL of the post as its original, for search engines.",
    )
    removal: Removal = Field(
        default=Removal.DRAFT,
        title="Unpublishing",
        description="Make the post a draft, with its comments and numbers, or delete it. Ghost has no trash.",
    )


def admin_key(secret: SecretStr) -> SecretStr:
    """Return an Admin API key; raise ValueError for another text. The error does not contain it."""
    key = secret.get_secret_value().strip()
    if not _KEY.match(key):
        raise ValueError(
            "must be an Admin API key: 24 characters, a colon and 64 characters, all of 0-9 and a-f. "
            "A Content API key, which is shorter, can only read"
        )
    return SecretStr(key)


class GhostCredentials(BaseModel):
    """The secret of a Ghost site."""

    model_config = ConfigDict(hide_input_in_errors=True)

    admin_api_key: Annotated[SecretStr, AfterValidator(admin_key)] = Field(
        title="Admin API key",
        description="Created in Ghost under Settings → Integrations → Add custom integration.",
    )
