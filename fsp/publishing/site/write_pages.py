"""Writes the marked pages (entries, lists, feeds) and removes outdated ones."""

import time

from fsp.models.project import Project
from fsp.publishing.site.content import Entry, Site
from fsp.publishing.site.feed import FEED_ENTRIES, FeedEntry, render_feed
from fsp.publishing.site.json_feed import render_json_feed
from fsp.publishing.site.list_pages import FIRST_PAGE, PAGE_SIZE, SITEMAP, last_page, list_file, page_of_rank
from fsp.publishing.site.lookups import Lookups
from fsp.publishing.site.manifest import MAIN, Line, Manifest
from fsp.publishing.site.read import read_entries
from fsp.publishing.site.redirects import redirect_file, redirect_page
from fsp.publishing.site.render import (
    ListPage,
    entry_html,
    render_entry,
    render_list,
    render_tags,
    static_files,
)
from fsp.publishing.site.site_files import SiteFiles
from fsp.publishing.site.sitemap import sitemap_files, sitemap_names

BATCH = 50
"""Entries that are read, written and committed together."""


def write_marked(manifest: Manifest, files: SiteFiles, project: Project, *, address: str) -> dict[int, str]:
    """Write the marked pages; return new errors by post, and an empty text for each error that is gone."""
    faults = _write_entries(manifest, files, project, address=address)
    site = _site(manifest, project)
    _write_lists(manifest, files, site, address=address)
    if manifest.meta("shared"):
        _write_feeds(manifest, files, project, address=address)
        files.write("tags/index.html", render_tags(site, _tags(manifest), address=address))
        _write_sitemaps(manifest, files, address=address)
        manifest.set_meta("shared", "")
    if manifest.meta("static"):
        for name, text in static_files(site, address=address).items():
            files.write(name, text)
        manifest.set_meta("static", "")
    _remove_gone(manifest, files)
    return faults


def owned_files(manifest: Manifest) -> set[str]:
    """Return the name of every file of the site."""
    sql = manifest.sql
    names = {"site.css", "404.html", "robots.txt", "feed.xml", "feed.json", "sitemap.xml", "tags/index.html"}
    names |= sitemap_names(manifest)
    names |= {f"{slug}/index.html" for (slug,) in sql.execute("SELECT slug FROM entries")}
    names |= {f"media/{sha256}" for (sha256,) in sql.execute("SELECT DISTINCT sha256 FROM images")}
    names |= {redirect_file(path) for (path,) in sql.execute("SELECT path FROM redirects")}
    for name in {MAIN, *(row[0] for row in sql.execute("SELECT DISTINCT list FROM listed"))}:
        names |= {list_file(name, number) for number in range(last_page(manifest.count(name)) + 1)}
    return names


def _site(manifest: Manifest, project: Project, entry: Entry | None = None, asked: set[str] | None = None) -> Site:
    names = Lookups(
        find=manifest.slug_of_name,
        read_all=manifest.slugs_of_names,
        asked=set() if asked is None else asked,
    )
    return Site(
        project_id=project.id,
        slug=project.slug,
        title=project.title,
        description=project.description,
        author=project.author or project.title,
        language=project.language,
        images=entry.images if entry else {},
        image_sizes=entry.image_sizes if entry else {},
        names=names,
        timezone=project.timezone or "UTC",
    )


def _write_entries(manifest: Manifest, files: SiteFiles, project: Project, *, address: str) -> dict[int, str]:
    faults: dict[int, str] = {}
    while True:
        rows = manifest.sql.execute("SELECT item_id FROM entries WHERE is_stale LIMIT ?", (BATCH,)).fetchall()
        item_ids = [int(row[0]) for row in rows]
        if not item_ids:
            return faults
        entries = read_entries(project, item_ids)
        for item_id in item_ids:
            line = manifest.line(item_id)
            # An entry that was unpublished in the meantime is handled by the next build.
            if line is not None and item_id in entries:
                fault = _write_entry(manifest, files, project, entries[item_id], line, address=address)
                if fault != line.fault:
                    faults[item_id] = fault
                manifest.sql.execute(
                    "UPDATE entries SET fault = ?, written_at = ? WHERE item_id = ?", (fault, time.time(), item_id)
                )
            manifest.sql.execute("UPDATE entries SET is_stale = 0 WHERE item_id = ?", (item_id,))
        if len(item_ids) == BATCH:
            manifest.commit()


def _write_entry(
    manifest: Manifest, files: SiteFiles, project: Project, entry: Entry, line: Line, *, address: str
) -> str:
    asked: set[str] = set()
    site = _site(manifest, project, entry, asked)
    missing = [path for path, sha256 in entry.images.items() if not files.link_image(sha256)]
    older, newer = manifest.neighbours(line) if line.is_listed else (None, None)
    text, fault = render_entry(site, entry, line, address=address, older=older, newer=newer)
    files.write(f"{line.slug}/index.html", text)
    for (path,) in manifest.sql.execute("SELECT path FROM redirects WHERE item_id = ?", (line.item_id,)).fetchall():
        files.write(redirect_file(path), redirect_page(path, slug=line.slug, title=line.title, address=address))
    manifest.sql.execute("DELETE FROM lookups WHERE item_id = ?", (line.item_id,))
    manifest.sql.executemany("INSERT INTO lookups VALUES (?, ?)", [(name, line.item_id) for name in sorted(asked)])
    lost = f"The file of {', '.join(missing)} is missing. Import its folder again." if missing else ""
    return " ".join(part for part in (fault, lost) if part)


def _write_lists(manifest: Manifest, files: SiteFiles, site: Site, *, address: str) -> None:
    rows = manifest.sql.execute("SELECT list, number FROM stale_pages WHERE list <> ?", (SITEMAP,)).fetchall()
    for name, number in rows:
        count = manifest.count(name)
        if (name == MAIN or count) and number <= last_page(count):
            page = _list_page(manifest, name, number, count)
            file = list_file(name, number)
            root = "../" * file.count("/")
            path = file.removesuffix("index.html")
            files.write(file, render_list(site, page, root, address=address, tag=_tag_name(manifest, name), path=path))
    manifest.sql.execute("DELETE FROM stale_pages WHERE list <> ?", (SITEMAP,))


def _list_page(manifest: Manifest, name: str, number: int, count: int) -> ListPage:
    last = last_page(count)
    if number == FIRST_PAGE:
        lines = manifest.on_list(name, offset=0, limit=PAGE_SIZE)
        # The page with the next older entry. It may repeat some of these.
        older = f"page/{page_of_rank(count - PAGE_SIZE)}/" if last else ""
        return ListPage(lines, older=older)
    size = PAGE_SIZE if number < last else count - (last - 1) * PAGE_SIZE
    lines = manifest.on_list(name, offset=max(count - number * PAGE_SIZE, 0), limit=size)
    newer = f"../{number + 1}/" if number < last else "../../"
    return ListPage(lines, newer=newer, older=f"../{number - 1}/" if number > 1 else "", number=number)


def _tag_name(manifest: Manifest, name: str) -> str:
    if name == MAIN:
        return ""
    row = manifest.sql.execute("SELECT name FROM tags WHERE slug = ?", (name,)).fetchone()
    return str(row[0]) if row else name


def _tags(manifest: Manifest) -> list[tuple[str, str, int]]:
    rows = manifest.sql.execute(
        "SELECT l.list, t.name, count(*) FROM listed l JOIN tags t ON t.slug = l.list WHERE l.list <> ''"
        " GROUP BY l.list ORDER BY l.list"
    )
    return [(str(slug), str(name), int(count)) for slug, name, count in rows]


def _write_feeds(manifest: Manifest, files: SiteFiles, project: Project, *, address: str) -> None:
    newest = manifest.on_list(MAIN, offset=0, limit=FEED_ENTRIES)
    html = dict(
        manifest.sql.execute(
            f"SELECT item_id, feed_html FROM entries WHERE item_id IN ({','.join('?' * len(newest))})",  # noqa: S608
            [line.item_id for line in newest],
        ).fetchall()
    )
    missing = [line.item_id for line in newest if html.get(line.item_id) is None]
    for item_id, entry in read_entries(project, missing).items() if missing else ():
        # Readers show the feed elsewhere, so its links are absolute; pages work on any host.
        html[item_id], _ = entry_html(_site(manifest, project, entry), entry, address)
        manifest.sql.execute("UPDATE entries SET feed_html = ? WHERE item_id = ?", (html[item_id], item_id))
    entries = [FeedEntry(line, html.get(line.item_id) or "") for line in newest]
    site = _site(manifest, project)
    files.write("feed.xml", render_feed(site, entries, address=address))
    files.write("feed.json", render_json_feed(site, entries, address=address))


def _write_sitemaps(manifest: Manifest, files: SiteFiles, *, address: str) -> None:
    rows = manifest.sql.execute("SELECT number FROM stale_pages WHERE list = ?", (SITEMAP,)).fetchall()
    before = sitemap_names(manifest)
    for name, text in sitemap_files(manifest, {int(row[0]) for row in rows}, address=address).items():
        files.write(name, text)
    manifest.sql.execute("DELETE FROM stale_pages WHERE list = ?", (SITEMAP,))
    for name in before - sitemap_names(manifest):
        files.remove(name)


def _remove_gone(manifest: Manifest, files: SiteFiles) -> None:
    sql = manifest.sql
    for (name,) in sql.execute("SELECT path FROM gone").fetchall():
        files.remove(name)
    sql.execute("DELETE FROM gone")
    for (sha256,) in sql.execute("SELECT sha256 FROM unused_images").fetchall():
        if sql.execute("SELECT 1 FROM images WHERE sha256 = ?", (sha256,)).fetchone() is None:
            files.remove(f"media/{sha256}")
    sql.execute("DELETE FROM unused_images")
