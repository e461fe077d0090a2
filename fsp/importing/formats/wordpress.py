"""WordPress exports: WXR, the file that "Tools → Export" writes.

Source: WordPress, wp-admin/includes/export.php (WXR 1.2).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape, unescape
from typing import IO, Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from fsp.content.document import Document
from fsp.content.slugs import slug_of
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder, OldSite
from fsp.importing.formats.html_markdown import markdown_of
from fsp.importing.formats.wordpress_shortcodes import Attachment, unknown_shortcodes, with_shortcodes
from fsp.importing.formats.wordpress_text import paragraphs, plain_text, with_notes
from fsp.importing.formats.wordpress_xml import elements_of, local_name, text_of

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_KINDS = {"post": "posts", "page": "pages"}
_PUBLIC, _SCHEDULED = "publish", "future"
_SHORT = re.compile(r"(?:p|page_id)=(\d{1,20})")
"""The query of an address such as `/?p=7`."""


def convert(file: IO[bytes], folder: ConvertedFolder, image_names: tuple[str, ...]) -> None:
    """Convert every post and page; raise InvalidInput if the file is no well-formed XML."""
    attachments: dict[str, Attachment] = {}
    posts: list[dict[str, Any]] = []
    site: dict[str, str] = {}
    authors: dict[str, str] = {}
    skipped: Counter[str] = Counter()
    for element in elements_of(file):
        name = local_name(element.tag)
        if name == "author":
            authors[text_of(element, "author_login")] = text_of(element, "author_display_name")
        elif name == "item":
            kind = text_of(element, "post_type")
            if kind == "attachment":
                attachments[text_of(element, "post_id")] = _attachment(_fields(element))
            elif kind in _KINDS:
                posts.append(_fields(element))
            else:
                skipped[f"entries of the type {kind}"] += 1
            element.clear()
        else:
            site[name] = (element.text or "").strip()
    skipped["comments"] = sum(fields["comments"] for fields in posts)
    folder.notes += [f"{count} {kind} were skipped." for kind, count in sorted(skipped.items()) if count]
    old_site = OldSite.with_images(site.get("base_blog_url") or site.get("link") or "", image_names)
    folder.describe(
        description=site.get("description"),
        language=site.get("language"),
        fetch_remote_images=not image_names,
        unicode_slugs=any(not _slug(fields).isascii() for fields in posts),
    )
    blog = _Blog(old_site, authors, attachments, {fields["post_id"]: fields.get("link", "") for fields in posts})
    for fields in posts:
        name = f"{_KINDS[fields['post_type']]}/{fields['post_id']}.md"
        try:
            folder.add(name, _document(fields, blog))
        except InvalidInput as error:
            folder.refuse(name, str(error))
    folder.notes += [
        f"The shortcode [{name}] of a plug-in occurs {count} times and stays as text."
        for name, count in sorted(blog.shortcodes.items())
    ]


@dataclass
class _Blog:
    """What the posts of a site refer to."""

    site: OldSite
    authors: dict[str, str]
    """The names of the authors by login."""
    attachments: dict[str, Attachment]
    links: dict[str, str]
    """The address of each post by its id."""
    shortcodes: Counter[str] = field(default_factory=Counter)
    """How often each unknown shortcode occurs."""

    def rewrite(self, url: str) -> str:
        """Return an address as the imported text uses it, also for the short addresses of posts."""
        parts = urlsplit(url)
        number = _SHORT.fullmatch(parts.query)
        link = self.links.get(number[1], "") if number and parts.path in {"", "/"} else ""
        is_own = bool(link) and parts.netloc in {"", urlsplit(self.site.url).netloc}
        return self.site.rewrite(link if is_own else url)


def _fields(item: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {
        local_name(child.tag): (child.text or "").strip() for child in item if not child.tag.endswith("encoded")
    }
    fields["content"] = item.findtext(_CONTENT) or ""
    fields["excerpt"] = next((child.text or "" for child in item if child.tag.endswith("excerpt/}encoded")), "")
    fields["author"] = item.findtext(_CREATOR) or ""
    terms = [child for child in item if child.tag == "category"]
    fields["tags"] = [
        unescape((term.text or "").strip())
        for term in terms
        if term.get("domain") in {"category", "post_tag"} and term.get("nicename") != "uncategorized"
    ]
    fields["meta"] = {
        text_of(child, "meta_key"): text_of(child, "meta_value")
        for child in item
        if local_name(child.tag) == "postmeta"
    }
    fields["comments"] = sum(local_name(child.tag) == "comment" for child in item)
    return fields


def _attachment(fields: dict[str, Any]) -> Attachment:
    return Attachment(
        fields.get("attachment_url", ""),
        alt=fields["meta"].get("_wp_attachment_image_alt", ""),
        caption=plain_text(fields["excerpt"]),
        parent=fields.get("post_parent", ""),
    )


def _document(fields: dict[str, Any], blog: _Blog) -> Document:
    meta, status = fields["meta"], fields.get("status", "")
    html = with_shortcodes(paragraphs(fields["content"]), post_id=fields["post_id"], attachments=blog.attachments)
    html = with_notes(html, meta.get("footnotes", ""))
    blog.shortcodes.update(unknown_shortcodes(html))
    cover = blog.attachments.get(meta.get("_thumbnail_id", ""), Attachment("")).url
    path = blog.site.path_of(fields.get("link", ""))
    extra: dict[str, Any] = {}
    if status not in {_PUBLIC, _SCHEDULED}:
        extra["status"] = status or "draft"
    if fields.get("post_password"):
        extra["visibility"] = "password"
    return Document(
        title=plain_text(fields.get("title", "")) or "Untitled",
        body=f"\n{markdown_of(html, rewrite=blog.rewrite)}\n",
        publish_at=_moment(fields.get("post_date_gmt")) or _moment(fields.get("post_date")),
        tags=tuple(dict.fromkeys(tag for tag in fields["tags"] if tag)),
        summary=markdown_of(
            escape(fields["excerpt"], quote=False) if "<" not in fields["excerpt"] else fields["excerpt"]
        ),
        slug=_slug(fields) or slug_of(fields.get("title", "")) or None,
        authors=tuple(name for name in [blog.authors.get(fields["author"], "") or fields["author"]] if name),
        cover=blog.site.rewrite(cover) if cover else "",
        layout="page" if fields["post_type"] == "page" else "",
        canonical_url=meta.get("_yoast_wpseo_canonical") or meta.get("rank_math_canonical_url") or "",
        modified_at=_moment(fields.get("post_modified_gmt")),
        aliases=(f"/{path}/",) if path else (),
        extra=extra,
    )


def _slug(fields: dict[str, Any]) -> str:
    """Return the slug. WordPress stores letters of other scripts percent-encoded."""
    return unquote(fields.get("post_name") or "")


def _moment(text: str | None) -> datetime | None:
    """Return a WordPress time, which is in UTC; None for `0000-00-00 00:00:00` of a draft."""
    try:
        return datetime.strptime((text or "").strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
