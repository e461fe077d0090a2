"""Reading posts: each file becomes a post or a fault, and a fault stops nothing."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from fsp.content.front_matter import Document, decode, parse
from fsp.content.header import FrontMatterFault
from fsp.content.markdown import local_images
from fsp.content.media import beside
from fsp.errors import InvalidInput
from fsp.importing.report import ImportFault
from fsp.importing.source import Source
from fsp.storable import check_value

MAX_CHARACTERS = {"title": 500, "cover": 1000, "language": 35, "series": 300, "layout": 100, "canonical_url": 2000}
"""What the database holds of each field."""

MAX_PATH_CHARACTERS = 500


@dataclass(frozen=True)
class Post:
    """One readable file; `images` maps the address in the text to the file's name in the source."""

    name: str
    document: Document
    images: dict[str, str]


def read_post(source: Source, name: str, *, zone: tzinfo = UTC) -> Post | ImportFault:
    """Read one Markdown file of the source."""
    try:
        document = parse(decode(source.read(name)), file_name=name, zone=zone)
        for field, value in vars(document).items():
            check_value(value, f'"{field}"')
    except FrontMatterFault as error:
        return ImportFault(name, error.line, error.message)
    except InvalidInput as error:
        return ImportFault(name, 1, str(error))
    if len(name) > MAX_PATH_CHARACTERS:
        return ImportFault(name, 1, f"its path may have {MAX_PATH_CHARACTERS} characters, it has {len(name)}.")
    for field, most in MAX_CHARACTERS.items():
        length = len(getattr(document, field))
        if length > most:
            return ImportFault(name, 1, f'"{field}" may have {most} characters, it has {length}; shorten it.')
    return Post(name, document, _images(source, name, document.body))


def _images(source: Source, name: str, body: str) -> dict[str, str]:
    addresses = ((address, beside(name, address)) for address in local_images(body))
    return {address: path for address, path in addresses if path is not None and path in source}
