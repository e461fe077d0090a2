"""HTML pages: a file or a folder of them, such as a saved site."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from bs4 import BeautifulSoup, Tag

from fsp.content.document import Document
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, text_of
from fsp.importing.formats.html_markdown import markdown_of_element
from fsp.importing.source import Source

ENDINGS = (".html", ".htm", ".xhtml")

_TITLE_PARTS = (" | ", " – ", " — ", " · ")
_ASIDE = ("nav", "header", "footer", "aside")
_DATES = ("article:published_time", "datePublished", "date", "dc.date", "dcterms.date", "og:article:published_time")
_MODIFIED = ("article:modified_time", "dateModified", "og:updated_time")


def convert(source: Source, folder: ConvertedFolder) -> None:
    """Convert every page of the source. Each keeps its path, so that links between pages work."""
    for name in source.names:
        if not name.lower().endswith(ENDINGS):
            continue
        try:
            folder.add(str(PurePosixPath(name).with_suffix(".md")), document_of(text_of(source.read(name))))
        except (InvalidInput, RecursionError) as error:
            folder.refuse(name, str(error) if isinstance(error, InvalidInput) else "The HTML is nested too deeply.")


def document_of(html: str) -> Document:
    """Return a page as a document: its main part, and what its head says about it."""
    page = BeautifulSoup(html, "html.parser")
    meta = _meta(page)
    language = page.html.get("lang") if isinstance(page.html, Tag) else ""
    main = _main(page)
    heading = main.find("h1")
    title = meta.get("og:title") or (heading.get_text(" ", strip=True) if heading else "") or _title(page)
    canonical = page.select_one("link[rel=canonical]")
    time = main.select_one("time[datetime]")
    published_at = next((moment for name in _DATES if (moment := moment_of(meta.get(name)))), None)
    if published_at is None and isinstance(time, Tag):
        published_at = moment_of(str(time["datetime"]))
    extra: dict[str, Any] = {"status": "unlisted"} if "noindex" in meta.get("robots", "").lower() else {}
    if heading and heading.get_text(" ", strip=True) == title:
        heading.decompose()
    return Document(
        title=title or "Untitled",
        body=f"\n{markdown_of_element(main)}\n",
        publish_at=published_at,
        tags=tuple(dict.fromkeys(tag.strip() for tag in _keywords(page, meta) if tag.strip())),
        summary=meta.get("description") or meta.get("og:description") or "",
        authors=tuple(name for name in [meta.get("author", "")] if name),
        cover=meta.get("og:image", ""),
        language=str(language or ""),
        modified_at=next((moment for name in _MODIFIED if (moment := moment_of(meta.get(name)))), None),
        canonical_url=str(canonical.get("href") or "") if isinstance(canonical, Tag) else "",
        extra=extra,
    )


def moment_of(text: str | None) -> datetime | None:
    """Return a time in ISO 8601, in UTC if it has no zone; None for anything else."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _main(page: BeautifulSoup) -> Tag:
    """Return the element with the text, without the navigation around it."""
    articles = page.find_all("article")
    main = articles[0] if len(articles) == 1 else page.find("main") or page.body or page
    for tag in main.find_all(_ASIDE):
        heading = tag.find("h1")
        if tag.name == "header" and heading is not None:
            # The heading gives the title; dates and authors beside it are in the head, too.
            tag.replace_with(heading.extract())
        else:
            tag.decompose()
    return main


def _meta(page: BeautifulSoup) -> dict[str, str]:
    meta: dict[str, str] = {}
    for tag in page.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name and tag.get("content"):
            meta.setdefault(str(name), str(tag["content"]).strip())
    return meta


def _keywords(page: BeautifulSoup, meta: dict[str, str]) -> list[str]:
    tags = [str(tag.get("content") or "") for tag in page.select('meta[property="article:tag"]')]
    return tags or meta.get("keywords", "").split(",")


def _title(page: BeautifulSoup) -> str:
    text = page.title.get_text(" ", strip=True) if page.title else ""
    return min((text.split(mark)[0] for mark in _TITLE_PARTS), key=len).strip()
