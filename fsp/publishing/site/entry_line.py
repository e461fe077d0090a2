"""The manifest's record of an entry."""

import hashlib

from fsp.content.slugs import slug_of
from fsp.publishing.site.content import Entry, page_slug
from fsp.publishing.site.dates import sortable
from fsp.publishing.site.manifest import UNWEIGHTED, Line, Manifest
from fsp.publishing.site.summary import summary_of


def line_of(manifest: Manifest, entry: Entry) -> Line:
    """Return an entry as lists show it, at a unique address."""
    slugs = [(tag, entry.tag_slugs.get(tag, "")) for tag in entry.tags]
    return Line(
        item_id=entry.item_id,
        slug=_free_page(manifest, page_slug(entry.slug), entry.item_id),
        title=entry.title,
        summary=_summary_of(entry),
        language=entry.language,
        published_at=sortable(entry.published_at),
        updated_at=sortable(entry.updated_at),
        utc_offset=entry.utc_offset,
        tags=tuple((tag, slug) for tag, slug in slugs if slug),
        is_listed=not entry.is_unlisted,
        fingerprint=fingerprint_of(entry),
        fault="",
        is_page=entry.is_page,
        day=entry.day,
        series=_series_slug(entry.series),
        series_title=entry.series,
        weight=UNWEIGHTED if entry.weight is None else entry.weight,
        cover=entry.cover_name,
    )


def _series_slug(title: str) -> str:
    # A title without letters, such as an emoji, still names a series.
    return title and (slug_of(title) or hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:12])


def _summary_of(entry: Entry) -> str:
    # A text that cannot be read is reported on its page.
    try:
        return summary_of(entry.summary, entry.body)
    except Exception:  # noqa: BLE001  (any text; its own page names the fault)
        return ""


def _free_page(manifest: Manifest, slug: str, item_id: int) -> str:
    row = manifest.sql.execute("SELECT item_id FROM entries WHERE slug = ?", (slug,)).fetchone()
    return slug if row is None or row[0] == item_id else f"{slug}-{item_id}"


def fingerprint_of(entry: Entry | None) -> str:
    """Return a hash of everything that an entry shows; empty for no entry."""
    return hashlib.sha256(repr(entry).encode("utf-8", "surrogatepass")).hexdigest() if entry else ""
