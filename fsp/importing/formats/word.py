"""Word documents (.docx), read with mammoth."""

import hashlib
import io
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile

import mammoth

from fsp.content.document import Document
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder
from fsp.importing.formats.html_markdown import markdown_of
from fsp.importing.formats.html_page import moment_of
from fsp.importing.source import Source

ENDING = ".docx"
PART = "word/document.xml"

_STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p.subtitle:fresh"
_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_PROPERTIES = "docProps/core.xml"
_MAX_PROPERTIES_BYTES = 64 * 1024


def convert(source: Source, folder: ConvertedFolder) -> None:
    """Convert every document of the source. A Word document has no date of publication, so it becomes a draft."""
    for name in source.names:
        if name.lower().endswith(ENDING):
            try:
                folder.add(str(PurePosixPath(name).with_suffix(".md")), _document(source.read(name), name, folder))
            except InvalidInput as error:
                folder.refuse(name, str(error))


def _document(data: bytes, name: str, folder: ConvertedFolder) -> Document:
    def keep(image: Any) -> dict[str, str]:
        with image.open() as file:
            content = file.read()
        extension = _EXTENSIONS.get(image.content_type)
        if extension is None:
            folder.notes.append(f"{name}: an image of the type {image.content_type} was left out.")
            return {"src": ""}
        path = f"images/{hashlib.sha256(content).hexdigest()[:16]}.{extension}"
        folder.add_image(path, content)
        return {"src": f"/{path}"}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(keep)
        )
    except (BadZipFile, KeyError, ValueError, ParseError, RecursionError, OSError) as error:
        raise InvalidInput(f"The Word document cannot be read: {error}. Save it as .docx again.") from error
    facts = _facts(data)
    text = markdown_of(result.value)
    heading, _, rest = text.partition("\n")
    has_title = heading.startswith("# ")
    title = facts.get("title") or (heading.removeprefix("# ").strip() if has_title else "")
    return Document(
        title=title or PurePosixPath(name).stem,
        body=f"\n{rest.strip() if has_title else text}\n",
        summary=facts.get("description", ""),
        tags=tuple(tag.strip() for tag in facts.get("keywords", "").replace(";", ",").split(",") if tag.strip()),
        authors=tuple(author for author in [facts.get("creator", "")] if author),
        modified_at=moment_of(facts.get("modified")),
    )


def _facts(data: bytes) -> dict[str, str]:
    """Return the properties of the document: title, creator, keywords, description, modified."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            content = archive.read(_PROPERTIES)[:_MAX_PROPERTIES_BYTES]
        # Without a document type there are no entities to expand.
        root: Iterable[Element] = fromstring(content) if b"<!DOCTYPE" not in content else ()  # noqa: S314
    except (BadZipFile, KeyError, ParseError):
        return {}
    return {element.tag.rsplit("}", 1)[-1]: (element.text or "").strip() for element in root}
