"""Reading posts: each file becomes a post or a fault, and a fault stops nothing."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from slugify import slugify

from fsp.content.dates import without_date
from fsp.content.front_matter import Document, decode, parse
from fsp.content.header import FrontMatterFault
from fsp.content.markdown import local_images
from fsp.content.media import beside
from fsp.errors import InvalidInput
from fsp.importing.source import Source


@dataclass(frozen=True)
class Post:
    """One readable file; `images` maps the address in the text to the file's name in the source."""

    name: str
    slug: str
    document: Document
    images: dict[str, str]


@dataclass(frozen=True)
class ImportFault:
    """One thing wrong with one file; `line` counts from 1."""

    name: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.message}"


def read_post(source: Source, name: str) -> Post | ImportFault:
    """Read one Markdown file of the source."""
    try:
        document = parse(decode(source.read(name)), file_name=name)
    except FrontMatterFault as error:
        return ImportFault(name, error.line, error.message)
    except InvalidInput as error:
        return ImportFault(name, 1, str(error))
    stem = without_date(PurePosixPath(name).stem)
    slug = slugify(document.slug or stem, max_length=100)
    if not slug:
        return ImportFault(name, 1, "No slug can be made from the file's name; add `slug: some-words`.")
    return Post(name, slug, document, _images(source, name, document.body))


def _images(source: Source, name: str, body: str) -> dict[str, str]:
    found = {}
    for address in local_images(body):
        path = beside(name, address)
        if path is not None and path in source.names:
            found[address] = path
    return found
