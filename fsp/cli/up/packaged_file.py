"""Files that a package installed, found through its list of them."""

from importlib import metadata
from pathlib import Path


def packaged_file(package: str, name: str) -> Path | None:
    """Return the file of this name; None where the package is not installed or has none."""
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        return None
    file = next((file for file in files if file.name == name), None)
    return None if file is None else Path(str(file.locate()))
