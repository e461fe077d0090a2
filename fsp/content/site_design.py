"""The design of a project's site: its accent colour, logo, navigation and footer, checked."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from fsp.content.rendering.addresses import is_elsewhere, safe_address
from fsp.errors import InvalidInput

MAX_LINKS = 12
MAX_LABEL_CHARACTERS = 60
MAX_ADDRESS_CHARACTERS = 500
MAX_FOOTER_CHARACTERS = 2000

_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\Z")
_FILE = re.compile(r"\.\w{1,5}\Z")


@dataclass(frozen=True)
class SiteLink:
    """A link in the navigation. Its address is a URL, or the path of a page of the site, such as about/."""

    label: str
    address: str


def checked_accent(written: str) -> str:
    """Return a colour as #rrggbb, empty for none; raise InvalidInput for anything else."""
    colour = written.strip().lower()
    if not colour:
        return ""
    if not _COLOUR.match(colour):
        raise InvalidInput(f'The accent colour must be written as #0b5394, got "{written:.30}".')
    return colour if len(colour) > 4 else "#" + "".join(digit * 2 for digit in colour[1:])  # noqa: PLR2004  (#rgb)


def checked_links(links: Iterable[SiteLink]) -> list[dict[str, str]]:
    """Return the links of the navigation as they are stored; raise InvalidInput naming the first unusable one."""
    checked = [_checked_link(link) for link in links]
    if len(checked) > MAX_LINKS:
        raise InvalidInput(f"The navigation must have at most {MAX_LINKS} links, got {len(checked)}.")
    return [asdict(link) for link in checked]


def checked_footer(written: str) -> str:
    """Return the text of the footer; raise InvalidInput if it is too long."""
    if len(written) > MAX_FOOTER_CHARACTERS:
        raise InvalidInput(f"The footer must be at most {MAX_FOOTER_CHARACTERS} characters long, got {len(written)}.")
    return written.strip()


def links_of_text(text: str) -> tuple[SiteLink, ...]:
    """Return the links that a text lists, one a line: a label, a vertical bar and an address."""
    return tuple(link_of_line(line) for line in text.splitlines() if line.strip())


def link_of_line(line: str) -> SiteLink:
    """Return a link written as `About | about/`; raise InvalidInput if there is no vertical bar."""
    label, bar, address = line.partition("|")
    if not bar:
        raise InvalidInput(f'A link of the navigation must be written as "About | about/", got "{line.strip():.80}".')
    return SiteLink(label.strip(), address.strip())


def text_of_links(links: Iterable[SiteLink]) -> str:
    """Return links as a text, one a line."""
    return "\n".join(f"{link.label} | {link.address}" for link in links)


def _checked_link(link: SiteLink) -> SiteLink:
    label = " ".join(link.label.split())
    if not label or len(label) > MAX_LABEL_CHARACTERS:
        raise InvalidInput(f"The label of a link must be 1–{MAX_LABEL_CHARACTERS} characters long, got {len(label)}.")
    address = safe_address(link.address)
    if address is None or len(address) > MAX_ADDRESS_CHARACTERS or ".." in address.split("/"):
        raise InvalidInput(
            f'The link "{label}" must lead to a URL, or to a page of the site such as about/, got "{link.address:.80}".'
        )
    return SiteLink(label, address if is_elsewhere(address) else _path(address))


def _path(address: str) -> str:
    path = address.lstrip("/")
    is_folder = path and not path.endswith("/") and not _FILE.search(path) and "#" not in path and "?" not in path
    return f"{path}/" if is_folder else path
