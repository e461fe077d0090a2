"""The zip of a project: Markdown with front matter, images, and project.json; `fsp import` reads it back."""

import json
import mmap
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from fsp.clock import iso
from fsp.content.front_matter import Document, write
from fsp.exporting.gather import ExportedItem, ExportedProject
from fsp.exporting.unnamed_file import written_bytes
from fsp.models.item import ItemState

FORMAT_VERSION = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)


def make_zip(project: ExportedProject, read_image: Callable[[str], bytes]) -> mmap.mmap:
    """Return the archive; the same project gives the same bytes. They are on disk, not in memory."""
    return written_bytes(partial(write_zip, project, read_image))


def write_zip(project: ExportedProject, read_image: Callable[[str], bytes], file: BinaryIO) -> None:
    """Write the archive to a file, one text or image after the other. `read_image` takes a SHA-256."""
    files: dict[str, Callable[[], bytes]] = {
        "project.json": lambda: json.dumps(_description(project), indent=2, ensure_ascii=False).encode()
    }
    for item in project.items:
        files[_name(item)] = lambda item=item: write(_document(item)).encode()  # type: ignore[misc]
    for image in project.images:
        files[_inside(image.path)] = partial(read_image, image.sha256)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name](), zipfile.ZIP_DEFLATED)


def _name(item: ExportedItem) -> str:
    # Beside the imported file, so that the paths of images in the text stay true.
    folder = PurePosixPath(item.source_path).parent if item.source_path else PurePosixPath()
    return _inside(str(folder / f"{item.slug}.md"))


def _inside(path: str) -> str:
    """Return a path that stays in the folder an archive is unpacked in, whatever the store holds."""
    return "/".join(part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in {"..", "/"})


def _document(item: ExportedItem) -> Document:
    return Document(
        title=item.title,
        slug=item.slug,
        publish_at=item.publish_at,
        tags=item.tags,
        summary=item.summary,
        brief=item.brief,
        draft=item.state == ItemState.DRAFT,
        body=item.body,
    )


def _description(project: ExportedProject) -> dict[str, Any]:
    return {
        "formatVersion": FORMAT_VERSION,
        "slug": project.slug,
        "title": project.title,
        "description": project.description,
        "author": project.author,
        "language": project.language,
        "platforms": list(project.platforms),
        "items": [
            {
                "slug": item.slug,
                "file": _name(item),
                "title": item.title,
                "state": item.state,
                "publishAt": iso(item.publish_at) if item.publish_at else None,
                "publishedAt": iso(item.published_at) if item.published_at else None,
            }
            for item in project.items
        ],
        "images": [{"file": image.path, "sha256": image.sha256} for image in project.images],
    }
