"""Finds the file of a site for a request, without ever leaving the site's folder."""

from pathlib import Path

from fsp import paths
from fsp.errors import NotFound
from fsp.settings import Settings


def site_file(settings: Settings, project_slug: str, path: str) -> Path:
    """Return the file at an address. A folder means its index.html. Raise NotFound if there is none."""
    try:
        found = _file_inside(paths.site_folder(settings), project_slug, path)
    except (OSError, ValueError):
        # An impossible file name: too long, with NUL, or with a lone surrogate.
        found = None
    if found is None:
        raise NotFound(f'Page "{path:.200}" not found on the site "{project_slug:.100}".')
    return found


def _file_inside(sites: Path, project_slug: str, path: str) -> Path | None:
    root = (sites / project_slug).resolve()
    found = (root / path).resolve()
    if found.is_dir():
        found /= "index.html"
    is_inside = root.parent == sites.resolve() and found.is_relative_to(root)
    if not is_inside or not found.is_file() or any(part.startswith(".") for part in found.relative_to(root).parts):
        return None
    return found
