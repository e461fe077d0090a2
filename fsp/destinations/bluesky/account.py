"""The settings and secrets of a Bluesky account, and what it can do."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from fsp.destinations.contract import Abilities, ImageLimits, Markup
from fsp.destinations.web_address import server_address

BLUESKY = "https://bsky.social"
IMAGES = ImageLimits(
    media_types=("image/jpeg", "image/png", "image/webp"),
    max_bytes=1_000_000,
    max_side_pixels=2_000,
    max_count=4,
    max_alt_characters=2_000,
)
ABILITIES = Abilities(
    markup=Markup.TEXT,
    max_length=300,
    max_text_bytes=3_000,
    length_unit="graphemes",
    images=IMAGES,
    # 5,000 points in an hour; a new post costs three.
    rate=(1_666, 3_600),
    repeats=True,
    notes=("After an edit, Bluesky's own app may still show the first version.",),
)


def _handle(text: str) -> str:
    """Return a handle from "@ada.bsky.social" or the address of a profile; or raise ValueError."""
    handle = text.strip().rstrip("/").rpartition("/")[2].removeprefix("@")
    if "." not in handle and not handle.startswith("did:"):
        raise ValueError("must be the whole handle, such as ada.bsky.social")
    return handle


class Attachment(StrEnum):
    """What is shown below the text of a post."""

    CARD = "card"
    IMAGES = "images"
    NONE = "none"


class BlueskySettings(BaseModel):
    """The settings of a Bluesky account."""

    handle: Annotated[str, AfterValidator(_handle)] = Field(
        title="Handle", description="Such as ada.bsky.social.", min_length=3, max_length=253
    )
    service: Annotated[str, AfterValidator(server_address)] = Field(
        BLUESKY, title="Server", description="The server of the account (PDS).", max_length=300
    )
    attachment: Attachment = Field(
        Attachment.CARD,
        title="Below the text",
        description="A card with the link, title, summary and cover; or the images of the post (four at the most).",
    )


class BlueskyCredentials(BaseModel):
    """The secrets of a Bluesky account."""

    app_password: SecretStr = Field(
        title="App password", description="From Settings, Privacy and security, App passwords. Not your own password."
    )
