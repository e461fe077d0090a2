"""The list of platforms. A new platform is one file, and one line here."""

from collections.abc import Iterable
from importlib import import_module

from fsp.errors import InvalidInput, PermanentFailure
from fsp.publishing.platform import Platform
from fsp.settings import Settings

PLATFORMS = {
    "site": "fsp.publishing.site.platform:SitePlatform",
}
"""The class of each platform. It is imported on first use."""


def platform_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the chosen platforms in the order of the list; raise InvalidInput for none, or for an unknown one."""
    chosen, available = set(names), ", ".join(sorted(PLATFORMS))
    for name in sorted(chosen - set(PLATFORMS)):
        raise InvalidInput(f'Unknown platform "{name}". Available: {available}.')
    if not chosen:
        raise InvalidInput(f"A project needs at least one platform. Available: {available}.")
    return tuple(name for name in PLATFORMS if name in chosen)


def platform(name: str, settings: Settings) -> Platform:
    """Return the platform with this name; raise PermanentFailure that lists the available ones."""
    if name not in PLATFORMS:
        available = ", ".join(sorted(PLATFORMS))
        raise PermanentFailure(f'Unknown platform "{name}". Change the project to one of: {available}.')
    module, _, factory = PLATFORMS[name].partition(":")
    destination: Platform = getattr(import_module(module), factory)(settings)
    return destination
