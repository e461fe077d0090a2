"""The public addresses of sites."""

from fsp.settings import Settings


def site_root(settings: Settings, project_slug: str) -> str:
    """Return the address of a project's site, with a trailing slash."""
    return f"{settings.public_url}/site/{project_slug}/"
