"""Marks the pages that a change affects: the post's page, adjacent pages, pages that refer to it, lists and feeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fsp.content.media_names import media_name
from fsp.content.references.names import post_names
from fsp.publishing.site.archive import mark_years, years
from fsp.publishing.site.content import SITE_FILES, Entry, is_own_path
from fsp.publishing.site.dates import sortable
from fsp.publishing.site.entry_line import fingerprint_of, line_of
from fsp.publishing.site.list_pages import (
    FIRST_PAGE,
    SITEMAP,
    SITEMAP_PART,
    last_page,
    list_file,
    mark_pages,
    page_of_rank,
)
from fsp.publishing.site.lookups import EVERYTHING, part_of
from fsp.publishing.site.manifest import COLUMNS, MAIN, Line, Manifest, line_values
from fsp.publishing.site.redirects import redirect_file
from fsp.publishing.site.series import SERIES, affected_by


@dataclass
class _Touched:
    """What a batch of changes affects in each list: the lowest rank that moved, and ranks that only look different."""

    moved: dict[str, int] = field(default_factory=dict)
    redrawn: dict[str, set[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def take_up(manifest: Manifest, item_ids: list[int], entries: Mapping[int, Entry]) -> None:
    """Update the manifest with the entries of these posts, and mark every page that shows a difference."""
    old = {line.item_id: line for line in map(manifest.line, item_ids) if line is not None}
    changed = [i for i in item_ids if fingerprint_of(entries.get(i)) != (old[i].fingerprint if i in old else "")]
    if changed:
        touched = _Touched()
        years_before = years(manifest)
        touched.items |= affected_by(manifest, [old[i] for i in changed if i in old])
        _note(manifest, touched, [(old[i], entries.get(i)) for i in changed if i in old])
        for item_id in changed:
            _replace(manifest, old.get(item_id), entries.get(item_id), touched)
            manifest.sql.execute("INSERT OR IGNORE INTO stale_pages VALUES (?, ?)", (SITEMAP, item_id // SITEMAP_PART))
        new = {line.item_id: line for line in map(manifest.line, changed) if line is not None}
        _note(manifest, touched, [(new[i], old.get(i)) for i in changed if i in new])
        touched.items |= affected_by(manifest, new.values())
        _mark(manifest, touched)
        _mark_years_and_series(manifest, [*(old[i] for i in changed if i in old), *new.values()], years_before)
    _take_up_redirects(manifest, item_ids, entries)


def _note(manifest: Manifest, touched: _Touched, lines: Sequence[tuple[Line, Line | Entry | None]]) -> None:
    """Record the ranks and neighbours of entries, as they were before or are after the change."""
    for line, other in lines:
        if line.is_post:
            touched.items |= {neighbour.item_id for neighbour in manifest.neighbours(line) if neighbour}
        for name in line.lists:
            touched.counts.setdefault(name, manifest.count(name))
            rank = manifest.rank(name, line)
            if _is_on(name, other) and _time_of(other) == line.published_at:
                touched.redrawn.setdefault(name, set()).add(rank)
            else:
                touched.moved[name] = min(rank, touched.moved.get(name, rank))


def _is_on(name: str, other: Line | Entry | None) -> bool:
    if isinstance(other, Entry):
        return not other.is_unlisted and not other.is_page and name in {MAIN, *other.tag_slugs.values()}
    return other is not None and name in other.lists


def _time_of(other: Line | Entry | None) -> str:
    return sortable(other.published_at) if isinstance(other, Entry) else other.published_at if other else ""


def _replace(manifest: Manifest, old: Line | None, entry: Entry | None, touched: _Touched) -> None:
    sql = manifest.sql
    before: set[str] = set()
    exact_before: set[str] = set()
    if old is not None:
        rows = sql.execute("SELECT name, is_exact FROM names WHERE item_id = ?", (old.item_id,)).fetchall()
        before, exact_before = {name for name, _ in rows}, {name for name, is_exact in rows if is_exact}
        sql.execute("INSERT OR IGNORE INTO unused_media SELECT name FROM media WHERE item_id = ?", (old.item_id,))
        sql.execute("INSERT OR IGNORE INTO gone SELECT path FROM derived WHERE item_id = ?", (old.item_id,))
        for table in ("listed", "names", "media", "derived", "lookups", "entries"):
            sql.execute(f"DELETE FROM {table} WHERE item_id = ?", (old.item_id,))  # noqa: S608
        sql.execute("INSERT OR IGNORE INTO gone VALUES (?)", (f"{old.slug}/index.html",))
    names: tuple[str, ...] = ()
    line = line_of(manifest, entry) if entry is not None else None
    if line is not None and entry is not None:
        names = post_names(source_path=entry.source_path, slug=line.slug, title=entry.title, addresses=entry.addresses)
        _insert(manifest, line, entry, names, touched)
    is_same_place = old is not None and line is not None and old.slug == line.slug
    touched.names |= before ^ set(names) if is_same_place else before | set(names)
    touched.names |= {part_of(place.slug) for place in (old, line) if place is not None}
    if set(names[:1]) != exact_before:
        touched.names |= {*names[:1], *exact_before}


def _insert(manifest: Manifest, line: Line, entry: Entry, names: tuple[str, ...], touched: _Touched) -> None:
    sql, item_id = manifest.sql, line.item_id
    for name in line.lists:
        touched.counts.setdefault(name, manifest.count(name))
    marks = ", ".join("?" * len(line_values(line)))
    sql.execute(
        f"INSERT INTO entries ({COLUMNS}, year, is_stale) VALUES ({marks}, ?, 1)",  # noqa: S608
        (*line_values(line), line.year),
    )
    sql.executemany(
        "INSERT OR IGNORE INTO listed VALUES (?, ?, ?)", [(name, line.published_at, item_id) for name in line.lists]
    )
    sql.executemany(
        "INSERT OR IGNORE INTO names VALUES (?, ?, ?)",
        [(name, not number, item_id) for number, name in enumerate(names)],
    )
    sql.executemany("INSERT OR REPLACE INTO tags VALUES (?, ?)", [(slug, name) for name, slug in line.tags])
    sql.executemany(
        "INSERT OR IGNORE INTO media VALUES (?, ?)",
        [(media_name(path, sha256), item_id) for path, sha256 in entry.images.items()],
    )
    # A page replaces a redirect at the same address.
    sql.execute("DELETE FROM redirects WHERE path = ?", (line.slug,))
    sql.execute("DELETE FROM gone WHERE path = ?", (f"{line.slug}/index.html",))


def _mark(manifest: Manifest, touched: _Touched) -> None:
    for name in {*touched.moved, *touched.redrawn}:
        count = manifest.count(name)
        before, after = last_page(touched.counts.get(name, count)), last_page(count)
        if name in touched.moved:
            # The newest page before this change now has another page after it, or before it.
            mark_pages(manifest, name, max(1, min(page_of_rank(touched.moved[name]), before, after)), after)
        for rank in touched.redrawn.get(name, ()):
            if after:
                mark_pages(manifest, name, page_of_rank(rank), page_of_rank(rank))
        mark_pages(manifest, name, FIRST_PAGE, FIRST_PAGE)
        for number in range(after + 1, before + 1):
            manifest.sql.execute("INSERT OR IGNORE INTO gone VALUES (?)", (list_file(name, number),))
        if name != MAIN and not count:
            manifest.sql.execute("INSERT OR IGNORE INTO gone VALUES (?)", (list_file(name, FIRST_PAGE),))
    manifest.sql.executemany("UPDATE entries SET is_stale = 1 WHERE item_id = ?", [(i,) for i in touched.items])
    referring: set[int] = set()
    for name in {*touched.names, EVERYTHING} if touched.names else ():
        referring |= {row[0] for row in manifest.sql.execute("SELECT item_id FROM lookups WHERE name = ?", (name,))}
    manifest.sql.executemany(
        "UPDATE entries SET is_stale = 1, feed_html = NULL WHERE item_id = ?", [(i,) for i in referring]
    )
    manifest.set_meta("shared", "1")


def _mark_years_and_series(manifest: Manifest, lines: Sequence[Line], years_before: Sequence[tuple[int, int]]) -> None:
    posts = [line for line in lines if line.is_post]
    existing, existing_before = ({year for year, _ in counts} for counts in (years(manifest), years_before))
    # A year leads to the adjacent ones. A new year is rare.
    mark_years(manifest, {line.year for line in posts} | (existing if existing != existing_before else set()))
    for slug in {line.series for line in posts if line.series}:
        manifest.sql.execute("INSERT OR IGNORE INTO stale_pages VALUES (?, 0)", (f"{SERIES}{slug}",))


def _take_up_redirects(manifest: Manifest, item_ids: list[int], entries: Mapping[int, Entry]) -> None:
    sql = manifest.sql
    for item_id in item_ids:
        before = {path for (path,) in sql.execute("SELECT path FROM redirects WHERE item_id = ?", (item_id,))}
        addresses = entries[item_id].addresses if item_id in entries else ()
        after = {path for path in addresses if _is_free(manifest, path)}
        for path in before - after:
            sql.execute("DELETE FROM redirects WHERE path = ?", (path,))
            if _is_free(manifest, path):
                sql.execute("INSERT OR IGNORE INTO gone VALUES (?)", (redirect_file(path),))
        for path in after - before:
            sql.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?)", (path, item_id))
            sql.execute("DELETE FROM gone WHERE path = ?", (redirect_file(path),))
            sql.execute("UPDATE entries SET is_stale = 1 WHERE item_id = ?", (item_id,))


def _is_free(manifest: Manifest, path: str) -> bool:
    """Return whether a path is not one of the site's own pages."""
    if path in SITE_FILES or is_own_path(path):
        return False
    return manifest.sql.execute("SELECT 1 FROM entries WHERE slug = ?", (path,)).fetchone() is None
