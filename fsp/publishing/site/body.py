"""Renders an entry's Markdown for its page or the feed, with resolved images and links."""

from fsp.content.media_names import media_address, smaller_name
from fsp.content.references.images import ImageFiles
from fsp.content.references.names import first_in
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
    path = entry.cover_path
    if not path or entry.images[path] in html:
        return ""
    return image_tag({"class": "cover", "alt": ""}, _image(site, path, entry.images[path], "../"))


def _resolver(site: Site, entry: Entry, root: str) -> ProjectResolver:
    def image(path: str) -> Image | None:
        sha256 = site.images.get(path)
        return _image(site, path, sha256, root) if sha256 is not None else None

    places = Places(
        post=lambda slug: f"{root}{slug}/",
        image=image,
        home=root or "./",
        tags=f"{root}tags/",
        feed=f"{root}feed.xml",
        ids=site.ids,
    )
    return ProjectResolver(entry.source_path, first_in(site.names), ImageFiles(site.images), places)


def _image(site: Site, path: str, sha256: str, root: str) -> Image:
    url = f"{root}{media_address(path, sha256)}"
    width, height = site.image_sizes.get(sha256, (0, 0))
    smaller = [f"{root}{smaller_name(sha256, size)} {size}w" for size in site.image_widths.get(sha256, ())]
    return Image(url, width, height, ", ".join([*smaller, f"{url} {width}w"]) if smaller else "")
