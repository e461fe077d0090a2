"""Writes the marked pages that list entries: the index, tags, the archive and series."""

from collections.abc import Sequence

from fsp.publishing.site.archive import ARCHIVE, MAX_ON_ONE_PAGE, lines_of_year, year_file, years
from fsp.publishing.site.content import Picture
from fsp.publishing.site.list_pages import FIRST_PAGE, PAGE_SIZE, last_page, list_file, page_of_rank
from fsp.publishing.site.manifest import MAIN, Line, Manifest
from fsp.publishing.site.output import Output
from fsp.publishing.site.render import ListPage
from fsp.publishing.site.series import SERIES, series_file, series_lines


def write_lists(output: Output) -> None:
    """Write the marked pages of the index and of tags."""
    manifest = output.manifest
    rows = manifest.sql.execute("SELECT list, number FROM stale_pages WHERE list NOT LIKE '/%'").fetchall()
    for name, number in rows:
        count = manifest.count(name)
        if (name == MAIN or count) and number <= last_page(count):
            page = _list_page(manifest, name, number, count)
            file = list_file(name, number)
            text = output.pages(_thumbnails(output, page.lines)).list(
                output.site(),
                page,
                "../" * file.count("/"),
                tag=_tag_name(manifest, name),
                path=file.removesuffix("index.html"),
            )
            output.files.write(file, text)
    manifest.sql.execute("DELETE FROM stale_pages WHERE list NOT LIKE '/%'")


def write_years(output: Output) -> None:
    """Write the marked years of the archive, and remove those without posts."""
    rows = output.manifest.sql.execute("SELECT number FROM stale_pages WHERE list = ?", (ARCHIVE,)).fetchall()
    existing = sorted(year for year, _ in years(output.manifest))
    for (year,) in rows:
        if year not in existing:
            output.files.remove(year_file(year))
            continue
        place = existing.index(year)
        text = output.pages().year(
            output.site(),
            year,
            lines_of_year(output.manifest, year),
            older=existing[place - 1] if place else None,
            newer=existing[place + 1] if place + 1 < len(existing) else None,
        )
        output.files.write(year_file(year), text)
    output.manifest.sql.execute("DELETE FROM stale_pages WHERE list = ?", (ARCHIVE,))


def write_archive(output: Output) -> None:
    """Write the first page of the archive."""
    counts = years(output.manifest)
    is_small = sum(count for _, count in counts) <= MAX_ON_ONE_PAGE
    lines = output.manifest.on_list(MAIN, offset=0, limit=MAX_ON_ONE_PAGE) if is_small else []
    output.files.write("archive/index.html", output.pages().archive(output.site(), counts, lines))


def write_series(output: Output) -> None:
    """Write the marked series, and remove those without posts."""
    sql = output.manifest.sql
    for (name,) in sql.execute("SELECT list FROM stale_pages WHERE list LIKE ?", (f"{SERIES}%",)).fetchall():
        slug = name.removeprefix(SERIES)
        lines = series_lines(output.manifest, slug)
        if not lines:
            output.files.remove(series_file(slug))
            continue
        pages = output.pages(_thumbnails(output, lines))
        output.files.write(series_file(slug), pages.series(output.site(), slug, lines))
    sql.execute("DELETE FROM stale_pages WHERE list LIKE ?", (f"{SERIES}%",))


def tags_of(manifest: Manifest) -> list[tuple[str, str, int]]:
    """Return the slug, name and number of posts of each tag."""
    rows = manifest.sql.execute(
        "SELECT l.list, t.name, count(*) FROM listed l JOIN tags t ON t.slug = l.list WHERE l.list <> ''"
        " GROUP BY l.list ORDER BY l.list"
    )
    return [(str(slug), str(name), int(count)) for slug, name, count in rows]


def _thumbnails(output: Output, lines: Sequence[Line]) -> dict[str, Picture]:
    pictures = ((line.cover, output.thumbnail(line)) for line in lines if line.cover)
    return {cover: picture for cover, picture in pictures if picture is not None}


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
