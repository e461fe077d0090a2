"""Describes platforms and destinations for pages, the API and commands. Secrets are named, never shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fsp.amounts import duration
from fsp.destinations.catalogue import PLATFORMS, platform_class
from fsp.destinations.contract import Abilities, CheckResult
from fsp.destinations.credentials import credential_sources, variable_name
from fsp.errors import FspError
from fsp.models.destination import Destination
from fsp.settings import Settings


@dataclass(frozen=True)
class DescribedPlatform:
    """A platform that a destination can be of. The schemas are JSON schemas of what a person enters."""

    name: str
    title: str
    abilities: Abilities
    settings_schema: dict[str, Any]
    credentials_schema: dict[str, Any]


@dataclass(frozen=True)
class CredentialField:
    """One secret of a destination: its name, its title, where it comes from, and the variable that overrides it.

    `source` is a variable, "stored", or "" if it is missing.
    """

    name: str
    title: str
    source: str
    variable: str
    is_required: bool


@dataclass(frozen=True)
class StoredState:
    """A destination and its state in a word, as far as the database knows: its circuit is in Redis."""

    destination: Destination
    title: str
    state: str


def stored_state(destination: Destination) -> StoredState:
    """Return the state of a destination: paused, failed, untested or healthy."""
    abilities = abilities_of(destination)
    is_local = abilities is not None and abilities.is_local
    if destination.paused_at is not None:
        state = "paused"
    elif any(not row.get("is_ok") for row in destination.check_results):
        state = "failed"
    else:
        state = "healthy" if destination.checked_at is not None or is_local else "untested"
    return StoredState(destination, platform_title(destination.platform), state)


def describe_platforms() -> list[DescribedPlatform]:
    """Return every platform, sorted by title."""
    described = [describe_platform(name) for name in PLATFORMS]
    return sorted(described, key=lambda platform: platform.title.casefold())


def describe_platform(name: str) -> DescribedPlatform:
    """Return one platform; raise UnknownName."""
    kind = platform_class(name)
    return DescribedPlatform(
        name,
        kind.title,
        kind.abilities,
        kind.SettingsModel.model_json_schema(),
        kind.CredentialsModel.model_json_schema(),
    )


def platform_title(name: str) -> str:
    """Return the name that people know; the stored one for a platform that is no longer installed."""
    try:
        return platform_class(name).title
    except FspError:
        return name


def setting_titles(name: str) -> dict[str, str]:
    """Return the titles of a platform's settings; none for a platform that is no longer installed."""
    try:
        fields = platform_class(name).SettingsModel.model_fields
    except FspError:
        return {}
    return {field: info.title or field for field, info in fields.items()}


def abilities_of(destination: Destination) -> Abilities | None:
    """Return what the platform can do; None for a platform that is no longer installed."""
    try:
        return platform_class(destination.platform).abilities
    except FspError:
        return None


def describe_credentials(
    destination: Destination, *, settings: Settings, environment: Mapping[str, str] | None = None
) -> list[CredentialField]:
    """Return the secrets of a destination by name, and where each comes from."""
    try:
        fields = platform_class(destination.platform).CredentialsModel.model_fields
    except FspError:
        return []
    sources = credential_sources(destination, settings=settings, environment=environment)
    return [
        CredentialField(
            name, info.title or name, sources[name], variable_name(destination.name, name), info.is_required()
        )
        for name, info in fields.items()
    ]


def failed_checks(results: list[CheckResult]) -> list[CheckResult]:
    """Return the checks that failed."""
    return [result for result in results if not result.is_ok]


def limits_in_words(abilities: Abilities) -> list[str]:
    """Return what a platform cannot do, and its limits, each as a sentence."""
    sentences = []
    if not abilities.updates:
        sentences.append("Posts cannot be changed there after they were published.")
    if not abilities.removes:
        sentences.append("Posts cannot be removed from there by FSP.")
    if not abilities.finds:
        sentences.append("If an answer is lost, a person must look whether the post is there.")
    if not abilities.reads and not abilities.is_local:
        sentences.append("FSP cannot see whether a post there was changed or deleted.")
    if abilities.max_length:
        sentences.append(f"Text: at most {abilities.max_length} {abilities.length_unit}.")
    if abilities.images.max_count == 0:
        sentences.append("It takes no images.")
    if abilities.rate:
        sentences.append(f"At most {abilities.rate[0]} posts in {duration(abilities.rate[1])}.")
    return [*sentences, *abilities.notes]
