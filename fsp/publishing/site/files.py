"""Finds the file of a site for a request, without ever leaving the site's folder."""

from pathlib import Path

from fsp import paths
from fsp.errors import NotFound
from fsp.settings import Settings


def site_file(settings: Settings, project_slug: str, path: str) -> Path:
    """Return the file at an address. A folder means its index.html. Raise NotFound if there is none."""
    try:
        file = _file_inside(paths.site_folder(settings), project_slug, path)
    except (OSError, ValueError):
        # An impossible file name: too long, with NUL, or with a lone surrogate.
        file = None
    if file is None:
        raise NotFound(f'Page "{path:.200}" not found on the site "{project_slug:.100}".')
    return file


def _file_inside(sites: Path, project_slug: str, path: str) -> Path | None:
    root = (sites / project_slug).resolve()
    file = (root / path).resolve()
    if file.is_dir():
        file /= "index.html"
    is_inside = root.parent == sites.resolve() and file.is_relative_to(root)
    if not is_inside or not file.is_file() or any(part.startswith(".") for part in file.relative_to(root).parts):
        return None
    return file
