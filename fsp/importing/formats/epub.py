"""EPUB books: each document of the reading order becomes a post.

Source: EPUB 3.3, "Package document" (spine and metadata) and "Open Container Format".
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, fromstring

from bs4 import BeautifulSoup, Tag

from fsp.content.document import Document
from fsp.content.references.names import joined
from fsp.content.slugs import slug_of
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, text_of
from fsp.importing.formats.html_markdown import markdown_of_element
from fsp.importing.source import Source

CONTAINER = "META-INF/container.xml"

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL)
_XHTML = frozenset({"application/xhtml+xml", "text/html"})


def convert(source: Source, folder: ConvertedFolder) -> None:
    """Convert the documents in the reading order; raise InvalidInput if the book has no package document."""
    package_name, package = _package(source)
    base = PurePosixPath(package_name).parent
    manifest = {item.get("id", ""): item for item in package.iter(f"{_OPF}item")}
    spine = [manifest[ref.get("idref", "")] for ref in package.iter(f"{_OPF}itemref") if ref.get("idref") in manifest]
    book = _first(package, "title")
    author, language = _first(package, "creator"), _first(package, "language")
    folder.describe(description=_first(package, "description"), author=author, language=language)
    number = 0
    for item in spine:
        name = joined(base, unquote(item.get("href", "")))
        is_navigation = "nav" in item.get("properties", "").split()
        if item.get("media-type") not in _XHTML or name not in source or is_navigation:
            continue
        number += 1
        try:
            document = _document(text_of(source.read(name)), name, source, number)
        except (InvalidInput, RecursionError) as error:
            folder.refuse(name, str(error) if isinstance(error, InvalidInput) else "The HTML is nested too deeply.")
            continue
        if document.body.strip():
            series = {"series": book, "weight": float(number), "authors": (author,) if author else ()}
            folder.add(_post_name(name), Document(**{**vars(document), **series}))
    if not number:
        raise InvalidInput("The book has no documents in its reading order.")


def _package(source: Source) -> tuple[str, Element]:
    try:
        container = _xml(source.read(CONTAINER))
        root = next((element.get("full-path", "") for element in container.iter() if element.get("full-path")), "")
        return root, _xml(source.read(root))
    except (KeyError, ParseError) as error:
        raise InvalidInput(f"The EPUB is damaged: {error}. Export it again.") from error


def _xml(data: bytes) -> Element:
    """Parse without a document type, so that it cannot declare entities."""
    return fromstring(_DOCTYPE.sub(b"", data))  # noqa: S314


def _first(package: Element, name: str) -> str:
    return next((element.text.strip() for element in package.iter(f"{_DC}{name}") if element.text), "")


def _document(html: str, name: str, source: Source, number: int) -> Document:
    page = BeautifulSoup(html, "html.parser")
    body: Tag = page.body or page
    heading = body.find(("h1", "h2", "h3"))
    title = heading.get_text(" ", strip=True) if heading else ""
    title = title or (page.title.get_text(" ", strip=True) if page.title else "")
    if heading is not None:
        heading.decompose()

    def rewrite(url: str) -> str:
        path, mark, part = url.partition("#")
        if not path or ":" in path.split("/", 1)[0]:
            return url
        target = joined(PurePosixPath(name).parent, unquote(path))
        target = _post_name(target) if target.lower().endswith((".xhtml", ".html", ".htm")) else target
        return f"/{target}{mark}{part}" if target in source or path else url

    text = markdown_of_element(body, rewrite=rewrite)
    return Document(title or f"Chapter {number}", body=f"\n{text}\n" if text else "", slug=slug_of(title) or None)


def _post_name(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(".md"))
