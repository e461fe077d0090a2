"""The platforms there are; a new one is one file and one line here."""

from collections.abc import Callable

from fsp.errors import PermanentFailure
from fsp.publishing.platform import Platform
from fsp.publishing.site.platform import SitePlatform
from fsp.settings import Settings

PLATFORMS: dict[str, Callable[[Settings], Platform]] = {
    "site": SitePlatform,
}


def platform(name: str, settings: Settings) -> Platform:
    """Return the platform of this name; raise PermanentFailure, naming those there are."""
    try:
        return PLATFORMS[name](settings)
    except KeyError:
        known = ", ".join(sorted(PLATFORMS))
        raise PermanentFailure(f'There is no platform "{name}"; change the project to one of: {known}.') from None
