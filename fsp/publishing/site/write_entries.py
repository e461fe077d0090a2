"""Writes the pages of the marked entries, with their images and redirects."""

import time
from dataclasses import replace

from fsp.content.media_names import media_name
from fsp.publishing.site.content import Entry, Picture
from fsp.publishing.site.manifest import Line
from fsp.publishing.site.output import Output
from fsp.publishing.site.read import read_entries
from fsp.publishing.site.redirects import redirect_file, redirect_page
from fsp.publishing.site.render import Around
from fsp.publishing.site.series import series_box

BATCH = 50
"""Entries that are read, written and committed together."""


def write_entries(output: Output) -> dict[int, str]:
    """Write the marked entries; return new errors by post, and an empty text for each error that is gone."""
    faults: dict[int, str] = {}
    sql = output.manifest.sql
    while True:
        rows = sql.execute("SELECT item_id FROM entries WHERE is_stale LIMIT ?", (BATCH,)).fetchall()
        item_ids = [int(row[0]) for row in rows]
        if not item_ids:
            return faults
        entries = read_entries(output.project, item_ids)
        for item_id in item_ids:
            line = output.manifest.line(item_id)
            # An entry that was unpublished in the meantime is handled by the next build.
            if line is not None and item_id in entries:
                fault = _write_entry(output, entries[item_id], line)
                if fault != line.fault:
                    faults[item_id] = fault
                sql.execute(
                    "UPDATE entries SET fault = ?, written_at = ? WHERE item_id = ?", (fault, time.time(), item_id)
                )
            sql.execute("UPDATE entries SET is_stale = 0 WHERE item_id = ?", (item_id,))
        if len(item_ids) == BATCH:
            output.manifest.commit()


def _write_entry(output: Output, entry: Entry, line: Line) -> str:
    manifest, files = output.manifest, output.files
    asked: set[str] = set()
    missing = [path for path, sha256 in entry.images.items() if not files.link_media(media_name(path, sha256), sha256)]
    sizes = {sha256: files.link_sizes(sha256, width) for sha256, (width, _) in entry.image_sizes.items()}
    site = replace(output.site(entry, asked), image_widths={sha256: tuple(names) for sha256, names in sizes.items()})
    image = _image(output, entry)
    text, fault = output.pages().entry(site, entry, line, _around(output, line), image)
    files.write(f"{line.slug}/index.html", text)
    for (path,) in manifest.sql.execute("SELECT path FROM redirects WHERE item_id = ?", (line.item_id,)).fetchall():
        files.write(redirect_file(path), redirect_page(path, slug=line.slug, title=line.title, address=output.address))
    manifest.sql.execute("DELETE FROM lookups WHERE item_id = ?", (line.item_id,))
    manifest.sql.executemany("INSERT INTO lookups VALUES (?, ?)", [(name, line.item_id) for name in sorted(asked)])
    _keep_derived(output, line, {image.address, *(name for names in sizes.values() for name in names.values())})
    lost = f"The file of {', '.join(missing)} is missing. Import its folder again." if missing else ""
    return " ".join(part for part in (fault, lost) if part)


def _around(output: Output, line: Line) -> Around:
    older, newer = output.manifest.neighbours(line) if line.is_post else (None, None)
    return Around(older, newer, series_box(output.manifest, line))


def _image(output: Output, entry: Entry) -> Picture:
    """Return the image of links to an entry: its cover, else one drawn for it."""
    if entry.cover.startswith(("https://", "http://")):
        return Picture(entry.cover)
    name = entry.cover_name
    if name and output.files.has(name):
        return Picture(name, *entry.image_sizes.get(entry.images[entry.cover_path], (0, 0)))
    return output.draw_card(entry.title, language=entry.language)


def _keep_derived(output: Output, line: Line, paths: set[str]) -> None:
    """Record the files that were made for an entry, and mark those that it no longer needs."""
    sql = output.manifest.sql
    made_images = {path for path in paths if path.startswith("cards/") or path.endswith(".webp")}
    before = {row[0] for row in sql.execute("SELECT path FROM derived WHERE item_id = ?", (line.item_id,))}
    sql.execute("DELETE FROM derived WHERE item_id = ?", (line.item_id,))
    sql.executemany("INSERT OR IGNORE INTO derived VALUES (?, ?)", [(path, line.item_id) for path in made_images])
    sql.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(path,) for path in before - made_images])
