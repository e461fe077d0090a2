"""The settings and secrets of a Mastodon account, and what its server allows."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from fsp.destinations.contract import Abilities, ImageLimits, Markup
from fsp.destinations.web_address import server_address

MAX_CHARACTERS = 500
LINK_CHARACTERS = 23
IMAGES = ImageLimits(
    media_types=("image/jpeg", "image/png", "image/gif", "image/webp"),
    max_bytes=16_777_216,
    max_pixels=33_177_600,
    max_count=4,
    max_alt_characters=1_500,
)


class MastodonSettings(BaseModel):
    """The settings of a Mastodon account."""

    server: Annotated[str, AfterValidator(server_address)] = Field(
        title="Server", description="Its address, such as https://mastodon.social.", max_length=300
    )
    visibility: Literal["public", "unlisted", "private"] = Field(
        "public",
        title="Visibility",
        description="Public, unlisted (not in public timelines), or private (followers only).",
    )
    content_warning: str = Field(
        "", title="Content warning", description="Shown instead of the text until a reader opens it.", max_length=200
    )
    is_sensitive: bool = Field(
        default=False, title="Sensitive images", description="Hide images until a reader opens them."
    )
    attach_images: bool = Field(
        default=True,
        title="Attach images",
        description="Attach the cover and the first images of the post: four at the most.",
    )
    max_characters: int = Field(
        MAX_CHARACTERS,
        title="Maximum characters",
        description="The server's limit. The test of the destination shows it.",
        ge=100,
        le=1_000_000,
    )
    link_characters: int = Field(
        LINK_CHARACTERS,
        title="Characters of a link",
        description="What a link counts as, whatever its length. 0: as many as it has.",
        ge=0,
        le=1_000,
    )


class MastodonCredentials(BaseModel):
    """The secrets of a Mastodon account."""

    token: SecretStr = Field(
        title="Access token",
        description="Preferences, Development, New application. Scopes: read, write:statuses and write:media.",
    )


def abilities_of(settings: MastodonSettings) -> Abilities:
    """Return what this account can do."""
    return Abilities(
        markup=Markup.TEXT,
        max_length=max(settings.max_characters - len(settings.content_warning), 0),
        images=IMAGES,
        # 300 statuses in three hours; images are limited to 30 in half an hour.
        rate=(300, 3 * 3600),
    )


def image_limits(instance: dict[str, Any]) -> ImageLimits:
    """Return the image limits that a server publishes; Mastodon's defaults for what it leaves out."""
    configuration = instance.get("configuration") or {}
    media, statuses = configuration.get("media_attachments") or {}, configuration.get("statuses") or {}
    accepted = set(media.get("supported_mime_types") or IMAGES.media_types)
    return ImageLimits(
        media_types=tuple(kind for kind in IMAGES.media_types if kind in accepted) or IMAGES.media_types,
        max_bytes=_positive(media.get("image_size_limit"), IMAGES.max_bytes),
        max_pixels=_positive(media.get("image_matrix_limit"), IMAGES.max_pixels),
        max_count=_positive(statuses.get("max_media_attachments"), IMAGES.max_count),
        max_alt_characters=_positive(media.get("description_limit"), IMAGES.max_alt_characters),
    )


def _positive(value: Any, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default
