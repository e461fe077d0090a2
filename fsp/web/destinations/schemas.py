"""Schemas of destinations in the API. Credentials go in and never come out."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fsp.destinations.options import (
    MAX_ALERT_SECONDS,
    MAX_LATENESS_SECONDS,
    MAX_NAME_CHARACTERS,
    MAX_RATE_UNITS,
    MAX_TEMPLATE_CHARACTERS,
    MAX_WINDOW_SECONDS,
    MIN_ALERT_SECONDS,
    DestinationOptions,
    options_of,
)
from fsp.models.destination import AfterEdit, AfterLate, Destination
from fsp.shape import From, Shape
from fsp.web.schema import Moment, RowId


class DestinationsPath(Shape):
    """The project."""

    slug: str = Field(max_length=100)


class DestinationPath(DestinationsPath):
    """A destination of a project."""

    destination_id: RowId = Field(alias="destination_id")


class DestinationBody(Shape):
    """What to change. Omitted fields stay."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=MAX_NAME_CHARACTERS)
    settings: dict[str, Any] | None = Field(None, description="By the platform's schema; see GET /api/platforms")
    max_lateness_seconds: int | None = Field(
        None, ge=0, le=MAX_LATENESS_SECONDS, description="How late a post is still wanted; null for any lateness"
    )
    after_late: AfterLate | None = Field(None, description="hold: ask a person; send: publish anyway")
    after_edit: AfterEdit | None = Field(
        None, description="What an update does to a post that somebody changed there. ask: wait for a person; overwrite"
    )
    sends_older_posts: bool | None = Field(
        None, description="Whether posts from before the destination was added are published here too"
    )
    alert_after_seconds: int | None = Field(
        None,
        ge=MIN_ALERT_SECONDS,
        le=MAX_ALERT_SECONDS,
        description="From which delay on late posts are reported; null for never",
    )
    rate_units: int | None = Field(
        None, ge=1, le=MAX_RATE_UNITS, description="Posts in rateWindowSeconds; null for the platform's published rate"
    )
    rate_window_seconds: int | None = Field(None, ge=1, le=MAX_WINDOW_SECONDS)
    text_template: str | None = Field(
        None, max_length=MAX_TEMPLATE_CHARACTERS, description="The template of short texts; empty for the default"
    )
    credentials_expire_at: Moment | None = Field(
        None, description="When the credentials expire, if the platform does not say so; null for never"
    )

    def options_on(self, before: DestinationOptions) -> DestinationOptions:
        """Return the complete options with these changes."""
        values = {name: getattr(before, name) for name in _OPTIONS}
        for name in self.model_fields_set & _OPTIONS:
            value = getattr(self, name)
            if value is not None or name in _MAY_BE_NULL:
                values[name] = value
        return DestinationOptions(**values)


_OPTIONS = frozenset(DestinationBody.model_fields) - {"settings", "credentials_expire_at"}
_MAY_BE_NULL = frozenset({"max_lateness_seconds", "alert_after_seconds", "rate_units", "rate_window_seconds"})


class NewDestinationBody(DestinationBody):
    """A new destination."""

    platform: str = Field(max_length=50)
    credentials: dict[str, Any] | None = Field(
        None, description="Secrets by field. Leave them out if they come from variables"
    )


class CredentialsBody(Shape):
    """All secrets of a destination."""

    model_config = ConfigDict(extra="forbid")

    credentials: dict[str, Any]
    expires_at: Moment | None = Field(
        None, description="When they expire, if neither the platform nor the token says so; null for never or unknown"
    )


class DestinationPauseBody(Shape):
    """Why it is paused."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=500)


class AccountCheckShape(Shape):
    """One thing that a test looked at."""

    name: str
    is_ok: bool
    seen: str
    fix: str = Field(description="What to do; empty if it is fine")


class CredentialShape(Shape):
    """One secret, without its value."""

    name: str
    title: str
    source: str = Field(description='A variable, "stored", or empty if it is missing')
    variable: str = Field(description="The variable that overrides it; with _FILE appended it names a file")
    is_required: bool


class AbilitiesShape(Shape):
    """What a platform can do."""

    markup: str
    updates: bool
    removes: bool
    finds: bool = Field(description="Whether a post whose answer was lost can be found again with certainty")
    reads: bool = Field(description="Whether later changes on the platform can be seen")
    max_length: int | None
    length_unit: str
    max_images: Annotated[int, From("images.max_count")]
    rate: list[int] | None = Field(description="The published rate: posts, and the window in seconds")
    max_parallel: int
    is_local: bool


class PlatformShape(Shape):
    """A platform that a destination can be of."""

    name: str
    title: str
    abilities: AbilitiesShape
    settings_schema: dict[str, Any]
    credentials_schema: dict[str, Any]


class PlatformListShape(Shape):
    """The platforms, sorted by title."""

    platforms: list[PlatformShape]


class DueToLiveShape(Shape):
    """The seconds from the time of a post until it was live, within 1 %; null without a post."""

    posts: int
    p50: float | None
    p95: float | None
    p99: float | None


class DeliveryTimesShape(Shape):
    """The times of the last 24 hours, and of the last 30 days."""

    day: DueToLiveShape
    month: DueToLiveShape


class DestinationShape(Shape):
    """One destination."""

    id: int
    platform: str
    platform_title: str
    name: str
    settings: dict[str, Any]
    credentials: list[CredentialShape]
    credentials_expire_at: datetime | None
    expiry_source: str = Field(
        description="Who said when they expire: `token`, `platform`, or `person:` and a name; empty if nobody did"
    )
    max_lateness_seconds: int | None
    after_late: str
    after_edit: str
    sends_older_posts: bool
    alert_after_seconds: int | None
    rate_units: int | None
    rate_window_seconds: int | None
    text_template: str
    paused_at: datetime | None
    paused_by: str
    pause_reason: str
    checked_at: datetime | None
    check_results: list[AccountCheckShape]
    circuit: str = Field(description="closed, open or half-open")
    circuit_reason: str
    next_try_at: datetime | None = Field(description="When the next post is sent, while the circuit is open")
    posts: dict[str, int] = Field(description="The number of posts by state")
    due_to_live: DeliveryTimesShape
    created_at: datetime


class DestinationListShape(Shape):
    """The destinations of a project, in the order in which they were added."""

    destinations: list[DestinationShape]


class TestShape(Shape):
    """The result of a test."""

    is_ok: bool
    checked_at: datetime
    check_results: list[AccountCheckShape]


class RemovedShape(Shape):
    """A removed destination."""

    id: int
    removed_at: datetime


def changed_options(body: DestinationBody, destination: Destination) -> DestinationOptions:
    """Return the options of a destination with the changes of a request."""
    return body.options_on(options_of(destination))
