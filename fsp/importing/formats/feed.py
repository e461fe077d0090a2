"""Feeds: RSS, Atom and JSON Feed, saved as a file."""

import calendar
import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser

from fsp.content.document import Document
from fsp.content.slugs import slug_of
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, OldSite, text_of
from fsp.importing.formats.html_markdown import markdown_of

MAX_SLUG_CHARACTERS = 80


def convert_xml(data: bytes, folder: ConvertedFolder, image_names: tuple[str, ...]) -> None:
    """Convert the entries of an RSS or Atom feed; raise InvalidInput if it has none."""
    feed = feedparser.parse(data, sanitize_html=False)
    if not feed.entries:
        raise InvalidInput(f"The feed has no entries{': ' + str(feed.bozo_exception) if feed.bozo else ''}.")
    site = OldSite.with_images(_origin(feed.feed.get("link") or feed.entries[0].get("link") or ""), image_names)
    folder.describe(
        description=feed.feed.get("subtitle"), language=feed.feed.get("language"), fetch_remote_images=not image_names
    )
    for entry in feed.entries:
        contents = entry.get("content") or []
        html = next((part.value for part in contents if part.value), "") or entry.get("summary", "")
        summary = entry.get("summary", "") if contents and entry.get("summary") != html else ""
        _add(
            folder,
            site,
            id=str(entry.get("id") or entry.get("link") or entry.get("title") or html),
            url=str(entry.get("link") or ""),
            title=str(entry.get("title") or ""),
            html=str(html),
            summary=str(summary),
            tags=[str(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags", [])],
            authors=[str(author.get("name") or "") for author in entry.get("authors", [])],
            published_at=_moment(entry.get("published_parsed") or _updated(entry)),
            modified_at=_moment(_updated(entry)),
            is_whole=bool(contents),
        )


def convert_json(data: bytes, folder: ConvertedFolder, image_names: tuple[str, ...]) -> None:
    """Convert the items of a JSON Feed (version 1 or 1.1)."""
    feed = json.loads(text_of(data))
    items = [item for item in feed.get("items") or [] if isinstance(item, dict)]
    if not items:
        raise InvalidInput("The JSON Feed has no items.")
    site = OldSite.with_images(_origin(str(feed.get("home_page_url") or items[0].get("url") or "")), image_names)
    folder.describe(
        description=feed.get("description"), language=feed.get("language"), fetch_remote_images=not image_names
    )
    for item in items:
        html = item.get("content_html")
        authors = item.get("authors") or ([item["author"]] if isinstance(item.get("author"), dict) else [])
        _add(
            folder,
            site,
            id=str(item.get("id") or item.get("url")),
            url=str(item.get("url") or ""),
            title=str(item.get("title") or ""),
            html=str(html or ""),
            text=str(item.get("content_text") or ""),
            summary=str(item.get("summary") or ""),
            tags=[str(tag) for tag in item.get("tags") or []],
            authors=[str(author.get("name") or "") for author in authors if isinstance(author, dict)],
            published_at=_iso(item.get("date_published")),
            modified_at=_iso(item.get("date_modified")),
            cover=str(item.get("image") or item.get("banner_image") or ""),
            language=str(item.get("language") or ""),
        )


def _add(folder: ConvertedFolder, site: OldSite, **entry: Any) -> None:
    path = site.path_of(entry["url"])
    slug = slug_of(path.rsplit("/", 1)[-1].rsplit(".", 1)[0] or entry["title"])[:MAX_SLUG_CHARACTERS]
    name = f"posts/{slug or 'post'}-{hashlib.sha256(entry['id'].encode()).hexdigest()[:8]}.md"
    try:
        body = markdown_of(entry["html"], rewrite=site.rewrite) if entry["html"] else entry.get("text", "")
        summary = markdown_of(entry["summary"])
        if not entry.get("is_whole", True):
            folder.notes.append(f"{name}: the feed has only a summary of this post.")
        document = Document(
            title=" ".join(markdown_of(entry["title"]).replace("\\", "").split()) or _first_words(body),
            body=f"\n{body}\n",
            publish_at=entry["published_at"],
            tags=tuple(dict.fromkeys(tag for tag in entry["tags"] if tag)),
            summary=summary,
            slug=slug or None,
            authors=tuple(name for name in entry["authors"] if name),
            cover=site.rewrite(entry["cover"]) if entry.get("cover") else "",
            language=entry.get("language", ""),
            modified_at=entry["modified_at"],
            aliases=(f"/{path}/",) if path else (),
        )
        folder.add(name, document)
    except InvalidInput as error:
        folder.refuse(name, str(error))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "") if words else "Untitled"  # noqa: PLR2004


def _updated(entry: dict[str, Any]) -> Any:
    # feedparser's own `get` returns the time of publication in its place, with a warning.
    return dict.get(entry, "updated_parsed")


def _moment(parsed: Any) -> datetime | None:
    """Return a time that feedparser read, which is in UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
