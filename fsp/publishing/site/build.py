"""Writing a project's site: rendered from SQL, file by file, only what has changed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fsp import paths
from fsp.content.files import write_atomically
from fsp.content.media import read_path
from fsp.publishing.site.content import read_site
from fsp.publishing.site.render import render_site
from fsp.settings import Settings


def build_site(project_id: int, *, settings: Settings) -> int:
    """Bring the files up to what SQL says; return how many were written.

    The caller has committed its own publication. Builders take turns, and each reads SQL only when it is its turn,
    so the last one sees them all.
    """
    with _turn(settings, project_id):
        site = read_site(project_id)
        folder = paths.inside(paths.site_folder(settings), site.slug)
        files = render_site(site, address=f"{settings.public_url}/site/{site.slug}/")
        for sha256 in set(site.images.values()):
            files[f"media/{sha256}"] = read_path(settings, sha256).read_bytes()
        written = sum(write_atomically(paths.inside(folder, name), data) for name, data in files.items())
        _remove_others(folder, set(files))
    return written


@contextmanager
def _turn(settings: Settings, project_id: int) -> Iterator[None]:
    folder = paths.site_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{project_id}.lock").open("w") as lock:
        # The kernel lets go of it if this process dies.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_others(folder: Path, kept: set[str]) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        if file.is_dir():
            if not any(file.iterdir()):
                file.rmdir()
        elif file.relative_to(folder).as_posix() not in kept:
            file.unlink()
