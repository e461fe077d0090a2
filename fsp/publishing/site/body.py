"""An entry's Markdown as the HTML of its page, with the images and posts that it refers to."""

from fsp.content.markdown import to_html
from fsp.content.media import path_in_folder
from fsp.publishing.site.content import Entry, Site


def body_html(site: Site, entry: Entry, root: str) -> str:
    """Return an entry's HTML, with the images and posts beside its file pointed at the site's own, under `root`."""
    pages = {other.source_path: other.slug for other in site.entries if other.source_path}

    def rewrite(url: str) -> str:
        path = path_in_folder(entry.source_path, url) or ""
        if path in site.images:
            return f"{root}media/{site.images[path]}"
        return f"{root}{pages[path]}/" if path in pages else url

    return to_html(entry.body, rewrite_url=rewrite)
