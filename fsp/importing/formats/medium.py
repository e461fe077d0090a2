"""Medium exports: the zip that "Settings → Download your information" sends, with one HTML page for each post."""

from pathlib import PurePosixPath
from typing import Any

from bs4 import BeautifulSoup, Tag

from fsp.content.document import Document
from fsp.content.slugs import slug_of
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, OldSite, text_of
from fsp.importing.formats.html_markdown import markdown_of_element
from fsp.importing.formats.html_page import moment_of
from fsp.importing.source import Source

FOLDER = "posts/"
MARK = b"p-canonical"
"""Found in each story of an export."""


def convert(source: Source, folder: ConvertedFolder) -> None:
    """Convert every story. Responses to other stories are drafts of their own in Medium, and stay drafts here."""
    folder.describe(fetch_remote_images=True)
    for name in source.names:
        if not name.startswith(FOLDER) or not name.endswith(".html"):
            continue
        try:
            folder.add(f"posts/{_id_of(name)}.md", _document(text_of(source.read(name)), name))
        except (InvalidInput, RecursionError) as error:
            folder.refuse(name, str(error) if isinstance(error, InvalidInput) else "The HTML is nested too deeply.")


def _document(html: str, name: str) -> Document:
    page = BeautifulSoup(html, "html.parser")
    body = page.select_one("[data-field=body]")
    if not isinstance(body, Tag):
        raise InvalidInput("The page has no story. Import the posts of a Medium export.")
    title = _text(page, "p-name") or (page.title.get_text(strip=True) if page.title else "") or "Untitled"
    subtitle = page.select_one("[data-field=subtitle]")
    _tidy(body, title)
    link = page.select_one("a.p-canonical")
    url = str(link.get("href") or "") if isinstance(link, Tag) else ""
    time = page.select_one("time.dt-published")
    path = OldSite("https://medium.com").path_of(url)
    extra: dict[str, Any] = {"draft": True} if PurePosixPath(name).name.startswith("draft_") else {}
    return Document(
        title=title,
        body=f"\n{markdown_of_element(body)}\n",
        publish_at=moment_of(str(time.get("datetime"))) if isinstance(time, Tag) else None,
        summary=subtitle.get_text(" ", strip=True) if isinstance(subtitle, Tag) else "",
        slug=slug_of(title) or None,
        authors=tuple(author for author in [_text(page, "p-author")] if author),
        aliases=(f"/{path}/",) if path else (),
        extra=extra,
    )


def _tidy(body: Tag, title: str) -> None:
    """Remove the title that Medium repeats, and dividers before the first section."""
    for divider in body.select(".section-divider"):
        divider.decompose()
    first = body.select_one("h1, h2, h3, h4")
    if first is not None and first.get_text(" ", strip=True) == title:
        first.decompose()
    for heading in body.select("h3, h4"):
        # Medium's two levels of headings are h3 and h4.
        heading.name = "h2" if heading.name == "h3" else "h3"


def _text(page: BeautifulSoup, class_name: str) -> str:
    tag = page.select_one(f".{class_name}")
    return tag.get_text(" ", strip=True) if tag is not None else ""


def _id_of(name: str) -> str:
    """Return the id at the end of a name such as `2020-01-02_The-first-beans-3f2a1b`. It never changes."""
    return PurePosixPath(name).stem.rsplit("-", 1)[-1]
