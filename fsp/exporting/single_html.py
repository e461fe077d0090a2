"""Writes a project as one HTML file with everything in it: chapters, contents, images and styles."""

import base64
import re
from collections.abc import Callable
from html import escape
from typing import BinaryIO
from xml.etree.ElementTree import Element, fromstring, tostring

from fsp.content.exported_project import ExportedItem, ExportedProject
from fsp.content.languages import direction, language_tag
from fsp.content.markdown import to_xhtml
from fsp.content.rendering.xhtml_tree import xml_text
from fsp.content.templates import render
from fsp.exporting.book_addresses import CHAPTER_PATTERN
from fsp.exporting.book_images import usable_image
from fsp.exporting.book_order import parts_of
from fsp.exporting.chapter import book_chapter
from fsp.exporting.chapter_numbers import book_resolver

_HEADING = re.compile(r"h[1-6]\Z")
ReadImage = Callable[[str], bytes]


def write_single_html(project: ExportedProject, read_image: ReadImage, file: BinaryIO) -> None:
    """Write the file, with one chapter in memory at a time."""
    parts = parts_of(project.items)
    items = [item for part in parts for item in part.items]
    images = {image.path: image for image in project.images}
    types = {image.sha256: image.media_type for image in images.values()}
    resolver_of = book_resolver(items, images)
    language = language_tag(project.language) or "en"
    title = xml_text(project.title).strip() or project.slug
    numbered = [(part.title, [(items.index(item) + 1, _title(item)) for item in part.items]) for part in parts]
    head = render(
        "single/head.xhtml",
        title=title,
        description=xml_text(project.description).strip(),
        author=xml_text(project.author).strip(),
        language=language,
        direction=direction(language),
        parts=numbered,
    )
    file.write(head.encode())

    def data_url(sha256: str) -> str | None:
        media_type = types.get(sha256, "")
        data = usable_image(read_image, sha256, media_type)
        return f"data:{media_type};base64,{base64.b64encode(data).decode()}" if data is not None else None

    number = 0
    for part in parts:
        if part.title:
            file.write(f"<section>\n<h1>{escape(xml_text(part.title).strip())}</h1>\n</section>\n".encode())
        for item in part.items:
            number += 1
            chapter = book_chapter(to_xhtml(item.body, resolver=resolver_of(item), title=item.title), data_url)
            file.write(_section(item, number, chapter.body, level=2 if part.title else 1, language=language).encode())
    file.write(b"</main>\n</body>\n</html>\n")


def _section(item: ExportedItem, number: int, xhtml: str, *, level: int, language: str) -> str:
    """Return a chapter with its title at a level of headings. Those of a part are one level lower."""
    own = language_tag(item.language)
    attributes = f' lang="{escape(own)}" dir="{direction(own)}"' if own and own != language else ""
    heading = f"<h{level}>{escape(_title(item))}</h{level}>"
    body = _with_own_ids(xhtml, number, lower=level - 1)
    return f'<section id="c{number}"{attributes}>\n{heading}\n{body}\n</section>\n'


def _title(item: ExportedItem) -> str:
    return xml_text(item.title).strip() or item.slug


def _with_own_ids(xhtml: str, number: int, *, lower: int) -> str:
    """Return a chapter whose ids are unique in the file, with links to other chapters as links in the file.

    `lower` is how many levels its headings move down.
    """
    root = fromstring(f"<div>{xhtml}</div>")  # noqa: S314  (written by FSP itself, without a document type)
    for element in root.iter():
        if _HEADING.match(element.tag):
            element.tag = f"h{min(int(element.tag[1]) + lower, 6)}"
        if "id" in element.attrib:
            element.set("id", f"c{number}-{element.attrib['id']}")
        if "href" in element.attrib:
            element.set("href", _link(element.attrib["href"], number))
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", None)
    return _written(root)


def _link(address: str, number: int) -> str:
    chapter = CHAPTER_PATTERN.match(address)
    if chapter:
        return f"#c{chapter[1]}" + (f"-{chapter[2]}" if chapter[2] else "")
    return f"#c{number}-{address[1:]}" if address.startswith("#") else address


def _written(root: Element) -> str:
    return tostring(root, encoding="unicode", method="html")
