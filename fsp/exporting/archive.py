"""The zip of a project: Markdown with front matter, images, and data that only FSP reads. `fsp import` restores it.

Files keep the paths they were imported from, so links and images in the texts stay valid. A path that some systems do
not allow gets another name, which `project.json` lists.
"""

import json
import logging
import mmap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, BinaryIO

from fsp.clock import iso
from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject
from fsp.content.exported_texts import has_history, history_parts
from fsp.content.post_file import post_text
from fsp.content.project_text import NAME as PROJECT_FILE
from fsp.content.project_text import project_text
from fsp.content.text_files import is_markdown
from fsp.errors import NotFound
from fsp.exporting.gather import read_text
from fsp.exporting.portable_names import PortableNames
from fsp.exporting.unnamed_file import written_bytes

log = logging.getLogger(__name__)

FORMAT_VERSION = 2
DESCRIPTION = "project.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def make_zip(project: ExportedProject, read_image: Callable[[str], bytes]) -> mmap.mmap:
    """Return the archive. The same project gives the same bytes. They are on disk, not in memory."""
    return written_bytes(partial(write_zip, project, read_image))


def write_zip(project: ExportedProject, read_image: Callable[[str], bytes], file: BinaryIO) -> None:
    """Write the archive to a file, one text or image at a time. `read_image` takes a SHA-256."""
    # Texts refer to images on other servers by URL, even if FSP has downloaded them.
    project = replace(project, images=tuple(image for image in project.images if "://" not in image.path))
    names = _Names(project)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, DESCRIPTION, json.dumps(_description(project, names), indent=2, ensure_ascii=False).encode())
        _add(archive, PROJECT_FILE, project_text(project).encode())
        for name, text in project.prompts:
            _add(archive, f"fsp/prompts/{name}.txt", text.encode())
        for name, data in project.theme:
            _add(archive, f"fsp/theme/{name}", data)
        for item in sorted(project.items, key=lambda item: names.posts[item.slug]):
            _add_item(archive, item, names)
        for image in sorted(project.images, key=lambda image: names.images[image.path]):
            _add_image(archive, image, names.images[image.path], read_image)


@dataclass
class _Names:
    """The names in the archive: of every post by slug, and of every image by path."""

    project: ExportedProject
    posts: dict[str, str] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = PortableNames((DESCRIPTION, PROJECT_FILE, "fsp"))
        items = sorted(self.project.items, key=lambda item: (not item.source_path, item.source_path, item.slug))
        for item in items:
            path = item.source_path or f"{item.slug}.md"
            self.posts[item.slug] = name = names.claim(path if is_markdown(path) else f"{path}.md")
            # A post that was imported from another format is Markdown now.
            names.renamed |= {} if is_markdown(path) else {name: path}
        for image in self.project.images:
            # An import treats every file with the name of a post as one.
            is_like_a_post = is_markdown(image.path)
            name = names.claim(f"{image.path}.image" if is_like_a_post else image.path)
            names.renamed |= {name: image.path} if is_like_a_post else {}
            self.images[image.path] = name
        # A post without a file gets this one as its own.
        without_file = {self.posts[item.slug] for item in items if not item.source_path}
        self.renamed = {name: path for name, path in names.renamed.items() if name not in without_file}


def _add(archive: zipfile.ZipFile, name: str, data: bytes, compression: int = zipfile.ZIP_DEFLATED) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, compression)


def _add_item(archive: zipfile.ZipFile, item: ExportedItem, names: _Names) -> None:
    texts: list[str] = []
    if has_history(item):
        for number, data in enumerate(history_parts(item, read_text), 1):
            texts.append(f"fsp/texts/{item.slug}{'' if number == 1 else f'.{number}'}.json")
            _add(archive, texts[-1], data)
    _add(archive, names.posts[item.slug], post_text(item, tuple(texts)).encode())


def _add_image(archive: zipfile.ZipFile, image: ExportedImage, name: str, read_image: Callable[[str], bytes]) -> None:
    try:
        data = read_image(image.sha256)
    except (OSError, NotFound) as error:
        # One missing file must not prevent the export.
        log.warning("image not exported", extra={"path": image.path, "error": str(error)})
        return
    # Images are already compressed.
    _add(archive, name, data, zipfile.ZIP_STORED)


def _description(project: ExportedProject, names: _Names) -> dict[str, Any]:
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
                "file": names.posts[item.slug],
                "title": item.title,
                "state": item.state,
                "publishAt": iso(item.publish_at) if item.publish_at else None,
                "publishedAt": iso(item.published_at) if item.published_at else None,
            }
            for item in project.items
        ],
        "images": [{"file": names.images[image.path], "sha256": image.sha256} for image in project.images],
        "renamed": dict(sorted(names.renamed.items())),
    }
