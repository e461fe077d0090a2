"""Reads posts. Each file becomes a post or an error, and an error does not stop the import."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from typing import Any

from fsp.content.attachments import is_attachment
from fsp.content.document import Document
from fsp.content.front_matter import decode, parse
from fsp.content.header import FrontMatterFault
from fsp.content.references.images import ImageFiles
from fsp.content.references.local import local_address
from fsp.content.rendering.addresses import is_image_file
from fsp.content.rendering.addresses_of import Addresses, addresses_of
from fsp.errors import InvalidInput
from fsp.importing.components import with_components
from fsp.importing.file_tags import with_files
from fsp.importing.report import ImportFault
from fsp.importing.site_values import with_site_values
from fsp.importing.source import Source
from fsp.storable import check_value

MAX_CHARACTERS = {"title": 500, "cover": 1000, "language": 35, "series": 300, "layout": 100, "canonical_url": 2000}
"""The maximum length of each field in the database."""

MAX_PATH_CHARACTERS = 500
MAX_COMPONENTS = 5


@dataclass(frozen=True)
class Post:
    """A readable file. `images` maps the address in the text to the file name in the source."""

    name: str
    document: Document
    images: dict[str, str]
    addresses: Addresses = field(default_factory=Addresses)
    missing_images: tuple[str, ...] = ()
    """Addresses of images that are not in the source."""
    embedded_pages: tuple[str, ...] = ()
    """Addresses in the place of an image that name no image file: another note, as Obsidian embeds it."""
    first_line: int = 1
    """The line of the file where the text starts."""


def read_post(
    source: Source, name: str, *, zone: tzinfo = UTC, site_values: Mapping[str, Any] | None = None
) -> Post | ImportFault:
    """Read one Markdown file of the source. `site_values` are what its text may output."""
    try:
        text = decode(source.read(name))
        document = parse(text, file_name=name, zone=zone)
        if document.exported is None:
            document = _completed(document, name, source, site_values or {})
        for field, value in vars(document).items():
            check_value(value, f'"{field}"')
    except FrontMatterFault as error:
        return ImportFault(name, error.line, error.message)
    except InvalidInput as error:
        return ImportFault(name, 1, str(error))
    if len(name) > MAX_PATH_CHARACTERS:
        return ImportFault(name, 1, f"path is {len(name)} characters long (limit {MAX_PATH_CHARACTERS}).")
    for field, most in MAX_CHARACTERS.items():
        length = len(getattr(document, field))
        if length > most:
            return ImportFault(name, 1, f'"{field}" is {length} characters long (limit {most}). Shorten it.')
    addresses = addresses_of(document.body)
    images, missing = _images(source.image_files, name, document, addresses)
    lines_before = len(text.splitlines()) - len(document.body.splitlines())
    pages = tuple(url for url in missing if not is_image_file(url))
    missing = tuple(url for url in missing if is_image_file(url))
    return Post(name, document, images, addresses, missing, pages, max(lines_before, 0) + 1)


def _completed(document: Document, name: str, source: Source, site_values: Mapping[str, Any]) -> Document:
    """Return a document of another generator with what its text takes from elsewhere."""
    body = with_files(with_site_values(document.body, site_values), name, source)
    body, left_out = with_components(body, name)
    notes = [f"component <{component}> has no text; the page leaves it out." for component in left_out[:MAX_COMPONENTS]]
    more = len(left_out) - MAX_COMPONENTS
    notes += [f"{more} more components are left out."] if more > 0 else []
    language = document.language or source.languages.of(name)
    return replace(document, body=body, language=language, notes=(*document.notes, *notes))


def _images(
    files: ImageFiles, name: str, document: Document, addresses: Addresses
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the file of each image and attachment that a post shows or links to, and the addresses without a file."""
    images: dict[str, str] = {}
    missing = []
    linked = [url for url in (*addresses.links, *addresses.players) if is_image_file(url) or is_attachment(url)]
    for url in dict.fromkeys((*addresses.images, *linked, *([document.cover] if document.cover else []))):
        address = local_address(url)
        if address is None or not address.path:
            continue
        path = files.find(name, address)
        if path is not None:
            images[url] = path
        elif url in addresses.images:
            missing.append(url)
    return images, tuple(missing)
