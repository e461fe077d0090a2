"""The list of platforms. A new platform is one file, and one line here."""

from importlib import import_module

from fsp.errors import PermanentFailure
from fsp.publishing.platform import Platform
from fsp.settings import Settings

PLATFORMS = {
    "site": "fsp.publishing.site.platform:SitePlatform",
}
"""The class of each platform. It is imported on first use."""


def platform(name: str, settings: Settings) -> Platform:
    """Return the platform with this name; raise PermanentFailure that lists the available ones."""
    if name not in PLATFORMS:
        available = ", ".join(sorted(PLATFORMS))
        raise PermanentFailure(f'Unknown platform "{name}". Change the project to one of: {available}.')
    module, _, factory = PLATFORMS[name].partition(":")
    destination: Platform = getattr(import_module(module), factory)(settings)
    return destination
