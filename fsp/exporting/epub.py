"""A project as an EPUB 3 book. Source: W3C EPUB 3.3, the container and package documents."""

import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import datetime

from fsp.clock import iso
from fsp.content.markdown import to_xhtml
from fsp.content.media import path_in_folder
from fsp.content.templates import render
from fsp.exporting.chapter import book_body
from fsp.exporting.gather import ExportedItem, ExportedProject

_EPOCH = (1980, 1, 1, 0, 0, 0)
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
}
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""


def make_epub(project: ExportedProject, read_image: Callable[[str], bytes], now: datetime) -> bytes:
    """Return the book: a chapter for each item with a text. `read_image` takes a SHA-256."""
    images = {image.path: f"images/{image.sha256[:16]}.{ENDINGS[image.media_type]}" for image in project.images}
    chapters = [item for item in project.items if item.body.strip()]
    values = {"project": project, "chapters": chapters, "identifier": identifier(project), "modified": iso(now)}
    manifest = sorted({(images[image.path], image.media_type) for image in project.images})
    texts = {
        "META-INF/container.xml": CONTAINER,
        "EPUB/package.opf": render("epub/package.opf", images=manifest, **values),
        "EPUB/nav.xhtml": render("epub/nav.xhtml", **values),
        "EPUB/book.css": "body { line-height: 1.5; } img { max-width: 100%; }\n",
    }
    for number, item in enumerate(chapters, 1):
        body = book_body(to_xhtml(item.body, rewrite_url=_rewriter(item, images)))
        texts[f"EPUB/chapter-{number}.xhtml"] = render("epub/chapter.xhtml", project=project, item=item, body=body)
    if not chapters:
        texts["EPUB/chapter-1.xhtml"] = render("epub/empty.xhtml", project=project)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        # The first entry is stored and tells readers what this is (EPUB 3.3, OCF ZIP container).
        book.writestr(zipfile.ZipInfo("mimetype", _EPOCH), "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in texts.items():
            book.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
        for name, sha256 in sorted({(images[image.path], image.sha256) for image in project.images}):
            book.writestr(zipfile.ZipInfo(f"EPUB/{name}", _EPOCH), read_image(sha256), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def identifier(project: ExportedProject) -> str:
    """Return the book's identifier: the same for the same project, whenever it is exported."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'fsp:project:{project.slug}')}"


def _rewriter(item: ExportedItem, images: dict[str, str]) -> Callable[[str], str]:
    def rewrite(url: str) -> str:
        return images.get(path_in_folder(item.source_path, url) or "", url)

    return rewrite
