"""The settings and secrets of an account on dev.to or another Forem, and what it can do."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from fsp.destinations.contract import Abilities, ImageLimits, Markup
from fsp.destinations.web_address import server_address

DEV = "https://dev.to"
ABILITIES = Abilities(
    markup=Markup.MARKDOWN,
    images=ImageLimits(media_types=("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")),
    # Ten articles in 30 seconds; new accounts may post one in five minutes, and learn it from Retry-After.
    rate=(9, 30),
    max_parallel=1,
    notes=("Removing a post makes it a draft there, which only its author sees.",),
)


class ForemSettings(BaseModel):
    """The settings of a Forem account."""

    server: Annotated[str, AfterValidator(server_address)] = Field(
        DEV, title="Server", description="https://dev.to, or another Forem.", max_length=300
    )
    organization_id: int | None = Field(
        None, title="Organization", description="The number of an organization that you write for.", ge=1
    )


class ForemCredentials(BaseModel):
    """The secrets of a Forem account."""

    api_key: SecretStr = Field(title="API key", description="From Settings, Extensions, DEV Community API Keys.")
