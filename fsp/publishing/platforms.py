"""The platforms there are; a new one is one file and one line here."""

from importlib import import_module

from fsp.errors import PermanentFailure
from fsp.publishing.platform import Platform
from fsp.settings import Settings

PLATFORMS = {
    "site": "fsp.publishing.site.platform:SitePlatform",
}
"""Where the class of each is; it is imported when it is used."""


def platform(name: str, settings: Settings) -> Platform:
    """Return the platform of this name; raise PermanentFailure, naming those there are."""
    if name not in PLATFORMS:
        known = ", ".join(sorted(PLATFORMS))
        raise PermanentFailure(f'Unknown platform "{name}". Change the project to one of: {known}.')
    module, _, factory = PLATFORMS[name].partition(":")
    destination: Platform = getattr(import_module(module), factory)(settings)
    return destination
