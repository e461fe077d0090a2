"""Reports what the imported texts refer to and the source does not contain, with file and line."""

from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from fsp.content.references.images import ImageFiles
from fsp.content.references.names import first_in, index_names, post_names
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.addresses import is_elsewhere, safe_address
from fsp.content.rendering.addresses_of import Addresses
from fsp.content.rendering.headings import matching_id
from fsp.content.rendering.place import Image
from fsp.importing.posts import Post
from fsp.importing.report import ImportReport

MAX_SHOWN_CHARACTERS = 200
MAX_TAGS_OF_A_FILE = 5

_PLACES = Places(post=lambda _: "post", image=Image, home="home", tags="tags", feed="feed")


@dataclass
class ReferenceCheck:
    """The references of all imported posts, checked after the last post is read."""

    files: ImageFiles
    _names: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    _links: list[tuple[str, str, int]] = field(default_factory=list)

    def add(self, post: Post, report: ImportReport) -> None:
        """Add a post, and report its images and tags that cannot be shown."""
        document = post.document
        names = post_names(
            source_path=post.name, slug=document.slug or "", title=document.title, addresses=document.aliases
        )
        self._names.append((post.name, names))
        lines = _Lines(document.body, post.first_line)
        for url in post.missing_images:
            report.missing_images += 1
            report.notes.append(
                f"{post.name}:{lines.of(url)}: image {_shown(url)} is not in this import; the page shows its alt text."
            )
        _report_tags(post, lines, report)
        links = (*_local_links(post.addresses), *post.embedded_pages)
        self._links += [(post.name, url, lines.of(url)) for url in links]

    def report_dead_links(self, report: ImportReport) -> None:
        """Report each link to a missing post, image or part of a page."""
        names = index_names(self._names)
        for name, url, line in self._links:
            address = safe_address(url)
            is_dead = address is None or url.startswith("#")
            if is_dead or ProjectResolver(name, first_in(names), self.files, _PLACES).link(url) is None:
                report.dead_links += 1
                report.notes.append(f"{name}:{line}: broken link to {_shown(url)}; the page shows its text.")


def _report_tags(post: Post, lines: "_Lines", report: ImportReport) -> None:
    tags = post.addresses.unknown
    for tag in tags[:MAX_TAGS_OF_A_FILE]:
        report.notes.append(f"{post.name}:{lines.of(tag)}: unknown tag {_shown(tag)}; the page shows it as text.")
    if len(tags) > MAX_TAGS_OF_A_FILE:
        report.notes.append(f"{post.name}: {len(tags) - MAX_TAGS_OF_A_FILE} more unknown tags.")
    report.notes += [
        f"{post.name}:{lines.of(tag)}: {_shown(tag)} is part of a theme; the page leaves it out."
        for tag in post.addresses.left_out[:MAX_TAGS_OF_A_FILE]
    ]


def _local_links(addresses: Addresses) -> list[str]:
    """Return the links to check: those within the project, and those to parts that the page does not have."""
    return [
        url
        for url in addresses.links
        if (url.startswith("#") and url not in {"#", "#top"} and matching_id(unquote(url[1:]), addresses.ids) is None)
        or (
            not url.startswith("#")
            and not url.startswith("//")
            and (not is_elsewhere(url) or safe_address(url) is None)
        )
    ]


class _Lines:
    """Finds the line of an address in a text, which may spell it differently from the HTML."""

    def __init__(self, body: str, first_line: int) -> None:
        self._body = body
        self._first_line = first_line

    def of(self, written: str) -> int:
        """Return the line in the file, or the first line of the text if the address does not appear literally."""
        spellings = (written, unquote(written), unescape(written), unquote(written).rsplit("/", 1)[-1])
        place = next((place for text in spellings if text and (place := self._body.find(text)) >= 0), 0)
        return self._first_line + self._body.count("\n", 0, place)


def _shown(url: str) -> str:
    text = " ".join(unquote(url).split())
    return text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[: MAX_SHOWN_CHARACTERS - 1]}…"
