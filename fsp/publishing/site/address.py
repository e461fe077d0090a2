"""The public addresses of sites: at a host name of their own, or below that of FSP."""

from urllib.parse import urlsplit

from fsp.settings import Settings


def site_root(settings: Settings, project_slug: str) -> str:
    """Return the address of a project's site, with a trailing slash."""
    host = host_of_site(settings, project_slug)
    if host is None:
        return f"{settings.public_url}/site/{project_slug}/"
    own = urlsplit(settings.public_url)
    return f"{own.scheme}://{host}{f':{own.port}' if own.port else ''}/"


def host_of_site(settings: Settings, project_slug: str) -> str | None:
    """Return the first host name of a project's site; None if it has none."""
    return next((host for host, slug in _pairs(settings) if slug == project_slug), None)


def site_of_host(settings: Settings, host: str) -> str | None:
    """Return the slug of the project whose site a Host header names; None for any other host."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    name = name.rstrip(".").lower()
    return next((slug for own, slug in _pairs(settings) if own == name), None)


def _pairs(settings: Settings) -> list[tuple[str, str]]:
    return [(host, slug) for host, _, slug in (pair.partition("=") for pair in settings.site_hosts)]
