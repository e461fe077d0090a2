"""Rendering a site: pure, from what stands on it to the bytes of its files."""

from fsp import paths
from fsp.content.markdown import to_plain_text
from fsp.content.templates import render
from fsp.publishing.site.body import body_html
from fsp.publishing.site.content import Entry, Site, tag_slug
from fsp.publishing.site.feed import FEED_ENTRIES, render_feed

PAGE_SIZE = 20
SUMMARY_CHARACTERS = 200


def render_site(site: Site, *, address: str) -> dict[str, bytes]:
    """Return every text file of the site by its name; `address` ends with a slash."""
    files = {"site.css": paths.resource("static").joinpath("site.css").read_text(encoding="utf-8")}
    files |= _index_pages(site)
    for entry in site.entries:
        files[f"{entry.slug}/index.html"] = _page("item", site, "../", entry=entry, body=body_html(site, entry, "../"))
    files["tags/index.html"] = _page("tags", site, "../", tags=site.tags)
    for slug, (tag, entries) in site.tags.items():
        files[f"tags/{slug}/index.html"] = _page("tag", site, "../../", tag=tag, entries=entries)
    # Readers show the feed elsewhere, so its links are whole addresses; pages work under any host.
    absolute = {entry.slug: body_html(site, entry, address) for entry in site.entries[:FEED_ENTRIES]}
    files["feed.xml"] = render_feed(site, absolute, address=address)
    return {name: text.encode() for name, text in files.items()}


def summary_of(entry: Entry) -> str:
    """Return the entry's summary, or the beginning of its text."""
    text = entry.summary or to_plain_text(entry.body).replace("\n", " ")
    return text if len(text) <= SUMMARY_CHARACTERS else text[:SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _index_pages(site: Site) -> dict[str, str]:
    count = max(1, -(-len(site.entries) // PAGE_SIZE))
    files = {}
    for number in range(1, count + 1):
        entries = site.entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        name, root = ("index.html", "") if number == 1 else (f"page/{number}/index.html", "../../")
        files[name] = _page("index", site, root, entries=entries, number=number, count=count)
    return files


def _page(template: str, site: Site, root: str, **values: object) -> str:
    return render(f"site/{template}.html", site=site, root=root, summary_of=summary_of, tag_slug=tag_slug, **values)
