"""Writes the marked pages (entries, lists, feeds) and removes outdated ones."""

from pathlib import PurePosixPath

from fsp.content.media import read_path
from fsp.errors import NotFound
from fsp.publishing.site.archive import year_file, years
from fsp.publishing.site.feed import FEED_ENTRIES, FeedEntry, render_feed
from fsp.publishing.site.icons import letter_icon, logo_icons
from fsp.publishing.site.json_feed import render_json_feed
from fsp.publishing.site.list_pages import SITEMAP, last_page, list_file
from fsp.publishing.site.manifest import MAIN, Manifest
from fsp.publishing.site.output import Output
from fsp.publishing.site.read import read_entries
from fsp.publishing.site.redirects import redirect_file
from fsp.publishing.site.render import entry_html
from fsp.publishing.site.search_index import search_files, search_names, search_parts
from fsp.publishing.site.series import series_file, series_slugs
from fsp.publishing.site.sitemap import sitemap_files, sitemap_names
from fsp.publishing.site.style import scripts, style_sheet
from fsp.publishing.site.write_entries import write_entries
from fsp.publishing.site.write_lists import tags_of, write_archive, write_lists, write_series, write_years
from fsp.settings import Settings

SHARED_FILES = frozenset(
    {
        *("feed.xml", "feed.json", "sitemap.xml", "tags/index.html", "archive/index.html", "search/index.html"),
        *("site.css", "theme.js", "search.js", "404.html", "robots.txt"),
    }
)
"""Files that every site has, whatever is on it."""


def write_marked(output: Output, settings: Settings) -> dict[int, str]:
    """Write the marked pages; return new errors by post, and an empty text for each error that is gone."""
    manifest, files = output.manifest, output.files
    if manifest.meta("static"):
        _write_static(output, settings)
    faults = write_entries(output)
    write_lists(output)
    write_years(output)
    write_series(output)
    if manifest.meta("shared"):
        _write_feeds(output)
        files.write("tags/index.html", output.pages().tags(output.site(), tags_of(manifest)))
        write_archive(output)
        _write_indexes(output)
        manifest.set_meta("shared", "")
    if manifest.meta("static"):
        files.write("404.html", output.pages().missing(output.site()))
        manifest.set_meta("static", "")
    _remove_gone(output)
    return faults


def owned_files(output: Output) -> set[str]:
    """Return the name of every file of the site."""
    manifest = output.manifest
    sql = manifest.sql
    names = {*SHARED_FILES, *manifest.meta("icons").split(), output.draw_card(output.project.title).address}
    names |= sitemap_names(manifest) | search_names(manifest)
    names |= {f"{slug}/index.html" for (slug,) in sql.execute("SELECT slug FROM entries")}
    names |= {name for (name,) in sql.execute("SELECT DISTINCT name FROM media")}
    names |= {path for (path,) in sql.execute("SELECT DISTINCT path FROM derived")}
    names |= {redirect_file(path) for (path,) in sql.execute("SELECT path FROM redirects")}
    names |= {year_file(year) for year, _ in years(manifest)} | {series_file(slug) for slug in series_slugs(manifest)}
    for name in {MAIN, *(row[0] for row in sql.execute("SELECT DISTINCT list FROM listed"))}:
        names |= {list_file(name, number) for number in range(last_page(manifest.count(name)) + 1)}
    return names | ({output.logo.address} if output.logo else set())


def _write_static(output: Output, settings: Settings) -> None:
    """Write the files that change only with the project or with FSP."""
    project, files = output.project, output.files
    files.write("site.css", style_sheet(project.accent, output.theme.style))
    for name, text in scripts().items():
        files.write(name, text)
    files.write("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {output.address}sitemap.xml\n")
    icons: dict[str, bytes] = {}
    if output.logo is not None:
        name = output.logo.address
        sha256 = PurePosixPath(name).stem
        try:
            files.link_media(name, sha256)
            icons = logo_icons(read_path(settings, sha256))
        except NotFound:
            icons = {}
    icons = icons or {"favicon.svg": letter_icon(project.title, project.accent).encode()}
    for name, data in icons.items():
        files.write_bytes(name, data)
    output.manifest.set_meta("icon", next(iter(icons)))
    output.manifest.set_meta("icons", " ".join(icons))


def _write_feeds(output: Output) -> None:
    manifest = output.manifest
    newest = manifest.on_list(MAIN, offset=0, limit=FEED_ENTRIES)
    html = dict(
        manifest.sql.execute(
            f"SELECT item_id, feed_html FROM entries WHERE item_id IN ({','.join('?' * len(newest))})",  # noqa: S608
            [line.item_id for line in newest],
        ).fetchall()
    )
    missing = [line.item_id for line in newest if html.get(line.item_id) is None]
    for item_id, entry in read_entries(output.project, missing).items() if missing else ():
        # Readers show the feed elsewhere, so its links are absolute; pages work on any host.
        html[item_id], _ = entry_html(output.site(entry), entry, output.address)
        manifest.sql.execute("UPDATE entries SET feed_html = ? WHERE item_id = ?", (html[item_id], item_id))
    entries = [FeedEntry(line, html.get(line.item_id) or "") for line in newest]
    site = output.site()
    output.files.write("feed.xml", render_feed(site, entries, address=output.address))
    output.files.write("feed.json", render_json_feed(site, entries, address=output.address))


def _write_indexes(output: Output) -> None:
    """Write what lists every page for programs: the sitemap, and the index of the search."""
    manifest, files = output.manifest, output.files
    rows = manifest.sql.execute("SELECT number FROM stale_pages WHERE list = ?", (SITEMAP,)).fetchall()
    stale_parts = {int(row[0]) for row in rows}
    before = sitemap_names(manifest) | search_names(manifest)
    texts = sitemap_files(manifest, stale_parts, address=output.address) | search_files(manifest, stale_parts)
    for name, text in texts.items():
        files.write(name, text)
    files.write("search/index.html", output.pages().search(output.site(), search_parts(manifest)))
    manifest.sql.execute("DELETE FROM stale_pages WHERE list = ?", (SITEMAP,))
    for name in before - sitemap_names(manifest) - search_names(manifest):
        files.remove(name)


def _remove_gone(output: Output) -> None:
    sql, files = output.manifest.sql, output.files
    for (name,) in sql.execute("SELECT path FROM gone WHERE path NOT IN (SELECT path FROM derived)").fetchall():
        files.remove(name)
    sql.execute("DELETE FROM gone")
    _remove_unused_media(output.manifest, output)


def _remove_unused_media(manifest: Manifest, output: Output) -> None:
    sql = manifest.sql
    logo = output.logo.address if output.logo else ""
    for (name,) in sql.execute("SELECT name FROM unused_media").fetchall():
        is_used = sql.execute("SELECT 1 FROM media WHERE name = ?", (name,)).fetchone() is not None
        if not is_used and name != logo:
            output.files.remove(name)
    sql.execute("DELETE FROM unused_media")
