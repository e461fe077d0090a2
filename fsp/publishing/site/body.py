"""Renders an entry's Markdown for its page or the feed, with resolved images and links."""

from fsp.content.references.images import ImageFiles
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.page import to_html
from fsp.content.rendering.place import Image, image_tag
from fsp.publishing.site.content import Entry, Site


def body_html(site: Site, entry: Entry, root: str) -> str:
    """Return an entry's HTML with its references under `root`: a relative path, or the address of the site.

    It looks up one name at a time in `site.names`, as `references.names.post_names` makes them.
    """
    return to_html(entry.body, resolver=_resolver(site, entry, root), title=entry.title)


def cover_html(site: Site, entry: Entry, html: str) -> str:
    """Return the cover of an entry for the top of its page; empty if it has none, or if its text shows it too."""
    sha256 = entry.cover_sha256
    if not sha256 or sha256 in html:
        return ""
    width, height = site.image_sizes.get(sha256, (0, 0))
    url = f"../media/{sha256}"
    return image_tag({"class": "cover", "alt": ""}, Image(url, width, height, _srcset(site, sha256, width, "../")))


def _resolver(site: Site, entry: Entry, root: str) -> ProjectResolver:
    def image(path: str) -> Image | None:
        sha256 = site.images.get(path)
        if sha256 is None:
            return None
        width, height = site.image_sizes.get(sha256, (0, 0))
        return Image(f"{root}media/{sha256}", width, height, _srcset(site, sha256, width, root))

    places = Places(
        post=lambda slug: f"{root}{slug}/",
        image=image,
        home=root or "./",
        tags=f"{root}tags/",
        feed=f"{root}feed.xml",
    )
    return ProjectResolver(entry.source_path, site.names.get, ImageFiles(site.images), places)


def _srcset(site: Site, sha256: str, width: int, root: str) -> str:
    widths = site.image_widths.get(sha256, ())
    smaller = [f"{root}media/{sha256}-{size}.webp {size}w" for size in widths]
    return ", ".join([*smaller, f"{root}media/{sha256} {width}w"]) if smaller else ""
