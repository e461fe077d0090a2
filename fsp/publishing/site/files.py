"""Finding a file of a site for the web, without ever leaving its folder."""

from pathlib import Path

from fsp import paths
from fsp.errors import NotFound
from fsp.settings import Settings


def site_file(settings: Settings, project_slug: str, path: str) -> Path:
    """Return the file behind an address; a folder stands for its index.html. Raise NotFound if there is none."""
    root = (paths.site_folder(settings) / project_slug).resolve()
    found = (root / path).resolve()
    if found.is_dir():
        found /= "index.html"
    inside = root.parent == paths.site_folder(settings).resolve() and found.is_relative_to(root)
    if not inside or not found.is_file() or any(part.startswith(".") for part in found.relative_to(root).parts):
        raise NotFound(f'There is no page "{path}" on the site of "{project_slug}".')
    return found
