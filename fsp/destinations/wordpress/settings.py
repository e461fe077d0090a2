"""The settings and credentials of a WordPress account."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from fsp.destinations.web_address import web_address

_NOT_THE_SITE = re.compile(r"/(?:wp-admin(?:/.*)?|wp-login\.php|wp-json(?:/.*)?|xmlrpc\.php|index\.php)\Z")
"""What people copy from their browser behind the address of the site."""


def site_address(text: str) -> str:
    """Return the address of a site without the path of its admin area or its API; or raise ValueError."""
    return _NOT_THE_SITE.sub("", web_address(text))


class Status(StrEnum):
    """The status in which posts are created."""

    PUBLISH = "publish"
    DRAFT = "draft"
    PENDING = "pending"
    PRIVATE = "private"


class WordPressSettings(BaseModel):
    """What a person chooses for a WordPress account."""

    url: Annotated[str, AfterValidator(site_address)] = Field(
        title="Address",
        description="The address of the site, such as https://blog.example.org.",
        max_length=500,
    )
    username: str = Field(
        title="User",
        description="The login name of the WordPress user that publishes. It needs the role Author or a higher one.",
        min_length=1,
        max_length=60,
    )
    status: Status = Field(
        default=Status.PUBLISH,
        title="Status",
        description="The status of new posts. An update never changes it, so a draft stays one until WordPress's "
        "editor publishes it.",
    )
    category: str = Field(
        default="",
        title="Category",
        description="The category of all posts. It is created if the user may do that. Empty: WordPress's default.",
        max_length=200,
    )
    sends_tags: bool = Field(
        default=True, title="Send tags", description="Create the tags of a post in WordPress and set them."
    )
    links_to_original: bool = Field(
        default=False,
        title="Link to the original",
        description="End each post with a link to its canonical URL. WordPress has no field for that URL.",
    )
    runs_shortcodes: bool = Field(
        default=False,
        title="Run shortcodes",
        description="Let WordPress replace text such as [gallery]. In code blocks it always stays as written.",
    )
    max_image_megabytes: int = Field(
        default=8,
        title="Largest image (MB)",
        description="Larger images are made smaller before the upload. Some hosts accept only 1 or 2 MB.",
        ge=1,
        le=100,
    )


class WordPressCredentials(BaseModel):
    """The secret of a WordPress account."""

    model_config = ConfigDict(hide_input_in_errors=True)

    application_password: SecretStr = Field(
        title="Application password",
        description="Created in WordPress under Users → Profile → Application Passwords. Not the login password.",
    )
