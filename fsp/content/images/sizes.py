"""Makes smaller versions of a stored image for narrow screens, once for each content."""

import subprocess
import sys
import tempfile
from pathlib import Path

from fsp import paths
from fsp.content.images import resize
from fsp.content.images.kinds import media_type_of
from fsp.content.media import read_path
from fsp.errors import NotFound
from fsp.files.atomic_write import write_atomically
from fsp.settings import Settings

WIDTHS = (480, 960, 1440)
RESIZE_SECONDS = 60
RESIZABLE = frozenset({"image/jpeg", "image/png", "image/webp"})
HEAD_BYTES = 1024


def sized_images(settings: Settings, sha256: str, width: int) -> dict[int, Path]:
    """Return the smaller versions of an image by their width in pixels. Missing ones are made.

    An image that cannot be resized, such as a drawing or an animation, has none.
    """
    paths_by_width = {size: _path(settings, sha256, size) for size in WIDTHS if size < width}
    if not paths_by_width or _path(settings, sha256, 0).exists():
        return {}
    is_there = all(path.is_file() for path in paths_by_width.values())
    return paths_by_width if is_there or _make(settings, sha256, paths_by_width) else {}


def _make(settings: Settings, sha256: str, paths_by_width: dict[int, Path]) -> bool:
    """Make the versions of an image; return whether they exist now."""
    try:
        source = read_path(settings, sha256)
        if _is_resizable(source):
            _resize(source, paths_by_width)
            return True
    except subprocess.CalledProcessError as error:
        # A program that was killed says nothing about the image.
        if error.returncode > 0:
            write_atomically(_path(settings, sha256, 0), b"-")
    except (NotFound, subprocess.TimeoutExpired):
        return False
    return False


def _is_resizable(source: Path) -> bool:
    with source.open("rb") as file:
        return media_type_of(file.read(HEAD_BYTES)) in RESIZABLE


def _resize(source: Path, paths_by_width: dict[int, Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-I", str(resize.__file__), str(source), folder, *map(str, paths_by_width)]
        subprocess.run(command, check=True, capture_output=True, timeout=RESIZE_SECONDS)  # noqa: S603
        for size, path in paths_by_width.items():
            write_atomically(path, (Path(folder) / f"{size}.webp").read_bytes())


def _path(settings: Settings, sha256: str, width: int) -> Path:
    return paths.image_sizes_folder(settings) / sha256[:2] / f"{sha256}-{width}.webp"
