"""Ghost exports: the JSON file that "Settings → Import/Export" writes.

Source: Ghost, ghost/core/core/server/data/exporter.
"""

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from fsp.content.document import Document
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, OldSite
from fsp.importing.formats.ghost_cards import with_plain_cards
from fsp.importing.formats.html_markdown import markdown_of

_PUBLIC = frozenset({"published", "sent", "scheduled"})
_CONTENT = re.compile(
    r"\"(?:text|src|url|html|markdown)\":\s*\"[^\"]|\"markers\":\s*\[\[|\[0,\s*\[\],\s*\d+,\s*\"[^\"]"
)
_PLACEHOLDER = "__GHOST_URL__"


def convert(content: dict[str, Any], folder: ConvertedFolder, image_names: tuple[str, ...]) -> None:
    """Convert every post and page of the export."""
    tables = _tables(content)
    settings = {row.get("key"): row.get("value") for row in tables["settings"]}
    site = OldSite.with_images(_site_url(tables), image_names)
    folder.describe(
        description=settings.get("description"),
        language=settings.get("locale") or settings.get("lang"),
        timezone=settings.get("timezone") or settings.get("active_timezone"),
        fetch_remote_images=not image_names and bool(site.url),
    )
    if not site.url and not image_names and any(_PLACEHOLDER in str(row.get("html")) for row in tables["posts"]):
        folder.notes.append(
            "The export does not contain its images, nor the address of the site. "
            "Put the export and the folder content/images of Ghost into one zip, and import that."
        )
    related = _Related(tables)
    for row in tables["posts"]:
        kind = "pages" if row.get("type") == "page" or row.get("page") else "posts"
        name = f"{kind}/{row.get('id')}.md"
        try:
            folder.add(name, _document(row, related, site, is_page=kind == "pages"))
        except InvalidInput as error:
            folder.refuse(name, str(error))


class _Related:
    """What belongs to a post in other tables."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        tags = {row.get("id"): row for row in tables["tags"]}
        users = {row.get("id"): row for row in tables["users"]}
        self.tags, self.authors = defaultdict(list), defaultdict(list)
        for row in sorted(tables["posts_tags"], key=lambda row: row.get("sort_order") or 0):
            self.tags[row.get("post_id")].append(tags.get(row.get("tag_id"), {}))
        for row in sorted(tables["posts_authors"], key=lambda row: row.get("sort_order") or 0):
            self.authors[row.get("post_id")].append(users.get(row.get("author_id"), {}))
        self.meta = {row.get("post_id"): row for row in tables["posts_meta"]}
        self.users = users

    def tag_names(self, post: dict[str, Any]) -> tuple[str, ...]:
        """Return the public tags. Internal ones, such as #news, are settings of Ghost."""
        names = (str(tag.get("name") or "") for tag in self.tags[post.get("id")])
        return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#")))

    def author_names(self, post: dict[str, Any]) -> tuple[str, ...]:
        """Return the names of the authors."""
        users = self.authors[post.get("id")] or [self.users.get(post.get("author_id"), {})]
        return tuple(str(user["name"]) for user in users if user.get("name"))


def _document(row: dict[str, Any], related: _Related, site: OldSite, *, is_page: bool) -> Document:
    meta = related.meta.get(row.get("id"), {})
    html = str(row.get("html") or "").replace(_PLACEHOLDER, site.url)
    body = markdown_of(with_plain_cards(html), rewrite=site.rewrite) if html else str(row.get("plaintext") or "")
    if not body and (_has_content(row.get("lexical")) or _has_content(row.get("mobiledoc"))):
        raise InvalidInput("The post has no HTML in this export. Export it again with a current Ghost.")
    status, visibility = str(row.get("status") or "draft"), str(row.get("visibility") or "public")
    extra: dict[str, Any] = {} if status in _PUBLIC else {"status": status}
    extra |= {} if visibility == "public" else {"visibility": visibility}
    cover = str(row.get("feature_image") or row.get("image") or "").replace(_PLACEHOLDER, site.url)
    slug = str(row.get("slug") or "")
    return Document(
        title=str(row.get("title") or "Untitled"),
        body=f"\n{body}\n",
        publish_at=_moment(row.get("published_at")),
        tags=related.tag_names(row),
        summary=str(row.get("custom_excerpt") or meta.get("meta_description") or row.get("meta_description") or ""),
        slug=slug or None,
        authors=related.author_names(row),
        cover=site.rewrite(cover) if cover else "",
        layout="page" if is_page else "",
        canonical_url=str(row.get("canonical_url") or ""),
        modified_at=_moment(row.get("updated_at")),
        language=str(row.get("locale") or ""),
        extra=extra,
    )


def _has_content(written: Any) -> bool:
    """Return whether a document of an editor of Ghost has a card or a text."""
    return bool(_CONTENT.search(str(written or "")))


def _tables(content: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    databases = content.get("db")
    data = databases[0].get("data") if isinstance(databases, list) and databases else content.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise InvalidInput('The Ghost export has no "posts". Export it again under Settings, Import/Export.')
    rows = {
        name: [row for row in table if isinstance(row, dict)] for name, table in data.items() if isinstance(table, list)
    }
    return defaultdict(list, rows)


def _site_url(tables: dict[str, list[dict[str, Any]]]) -> str:
    """Return the address of the site. The export does not contain it, except in images that were saved with it."""
    for row in tables["posts"]:
        before, mark, _ = str(row.get("feature_image") or "").partition("/content/images/")
        if mark and before.startswith("http"):
            return before
    return ""


def _moment(value: Any) -> datetime | None:
    """Return a time as ISO 8601, or in milliseconds since 1970 as old versions wrote it."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
        moment = datetime.fromisoformat(str(value).replace(" ", "T", 1))
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
