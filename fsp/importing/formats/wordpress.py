"""WordPress exports: WXR, the file that "Tools → Export" writes.

Source: WordPress, wp-admin/includes/export.php (WXR 1.2).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from fsp.content.document import Document
from fsp.content.slugs import slug_of
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, OldSite
from fsp.importing.formats.html_markdown import markdown_of
from fsp.importing.formats.wordpress_text import paragraphs, with_captions

_WP = "{http://wordpress.org/export/"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_KINDS = {"post": "posts", "page": "pages"}
_PUBLIC, _SCHEDULED = "publish", "future"
_HEAD_BYTES = 64 * 1024
_CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_VERSION = re.compile(r"\A\{http://wordpress\.org/export/1\.\d/(excerpt/)?\}")


class CleanXml:
    """Reads an XML file without the control characters that XML forbids, but WordPress writes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        while data := self._file.read(size):
            clean = data.translate(None, _CONTROL)
            if clean:
                return clean
        return b""


def convert(file: IO[bytes], folder: ConvertedFolder, image_names: tuple[str, ...]) -> None:
    """Convert every post and page; raise InvalidInput if the file is no well-formed XML."""
    covers, posts, site, authors = {}, [], {}, {}
    skipped: dict[str, int] = {}
    for element in _elements(file):
        name = _plain(element.tag)
        if name == "author":
            authors[_text(element, "author_login")] = _text(element, "author_display_name")
        elif name == "item":
            kind = _text(element, "post_type")
            if kind == "attachment":
                covers[_text(element, "post_id")] = _text(element, "attachment_url")
            elif kind in _KINDS:
                posts.append(_fields(element))
            else:
                skipped[kind] = skipped.get(kind, 0) + 1
            element.clear()
        else:
            site[name] = (element.text or "").strip()
    folder.notes += [f"{count} entries of the type {kind} were skipped." for kind, count in sorted(skipped.items())]
    old_site = OldSite.with_images(site.get("base_blog_url") or site.get("link") or "", image_names)
    folder.describe(
        description=site.get("description"), language=site.get("language"), fetch_remote_images=not image_names
    )
    for fields in posts:
        name = f"{_KINDS[fields['post_type']]}/{fields['post_id']}.md"
        try:
            folder.add(name, _document(fields, old_site, authors, covers))
        except InvalidInput as error:
            folder.refuse(name, str(error))


def _elements(file: IO[bytes]) -> Iterator[Element]:
    """Return the items, the authors, and the facts of the site."""
    if b"<!DOCTYPE" in file.read(_HEAD_BYTES):
        raise InvalidInput(
            "The WordPress export declares a document type, which a WordPress export never does. Export it again."
        )
    file.seek(0)
    depth = 0
    try:
        # Without a document type there are no entities to expand.
        for event, element in iterparse(CleanXml(file), events=("start", "end")):  # noqa: S314
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 2:  # noqa: PLR2004  (rss > channel > element)
                yield element
    except ParseError as error:
        raise InvalidInput(f"The WordPress export is not well-formed XML: {error}. Export it again.") from error


def _fields(item: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {
        _plain(child.tag): (child.text or "").strip() for child in item if not child.tag.endswith("encoded")
    }
    fields["content"] = item.findtext(_CONTENT) or ""
    fields["excerpt"] = next((child.text or "" for child in item if child.tag.endswith("excerpt/}encoded")), "")
    fields["author"] = item.findtext(_CREATOR) or ""
    terms = [child for child in item if child.tag == "category"]
    fields["tags"] = [
        (term.text or "").strip()
        for term in terms
        if term.get("domain") in {"category", "post_tag"} and term.get("nicename") != "uncategorized"
    ]
    fields["meta"] = {
        _text(child, "meta_key"): _text(child, "meta_value") for child in item if _plain(child.tag) == "postmeta"
    }
    fields["comments"] = sum(_plain(child.tag) == "comment" for child in item)
    return fields


def _document(fields: dict[str, Any], site: OldSite, authors: dict[str, str], attachments: dict[str, str]) -> Document:
    meta, status = fields["meta"], fields.get("status", "")
    html = with_captions(paragraphs(fields["content"]))
    cover = attachments.get(meta.get("_thumbnail_id", ""), "")
    path = site.path_of(fields.get("link", ""))
    extra: dict[str, Any] = {}
    if status not in {_PUBLIC, _SCHEDULED}:
        extra["status"] = status or "draft"
    if fields.get("post_password"):
        extra["visibility"] = "password"
    return Document(
        title=fields.get("title", "").strip() or "Untitled",
        body=f"\n{markdown_of(html, rewrite=site.rewrite)}\n",
        publish_at=_moment(fields.get("post_date_gmt")) or _moment(fields.get("post_date")),
        tags=tuple(dict.fromkeys(tag for tag in fields["tags"] if tag)),
        summary=markdown_of(
            escape(fields["excerpt"], quote=False) if "<" not in fields["excerpt"] else fields["excerpt"]
        ),
        slug=fields.get("post_name") or slug_of(fields.get("title", "")) or None,
        authors=tuple(name for name in [authors.get(fields["author"], "") or fields["author"]] if name),
        cover=site.rewrite(cover) if cover else "",
        layout="page" if fields["post_type"] == "page" else "",
        canonical_url=meta.get("_yoast_wpseo_canonical") or meta.get("rank_math_canonical_url") or "",
        modified_at=_moment(fields.get("post_modified_gmt")),
        aliases=(f"/{path}/",) if path else (),
        extra=extra,
    )


def _plain(tag: str) -> str:
    return _VERSION.sub("", tag)


def _text(element: Element, name: str) -> str:
    return next(((child.text or "").strip() for child in element if _plain(child.tag) == name), "")


def _moment(text: str | None) -> datetime | None:
    """Return a WordPress time, which is in UTC; None for `0000-00-00 00:00:00` of a draft."""
    try:
        return datetime.strptime((text or "").strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
