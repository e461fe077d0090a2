"""Where the links and images of one text lead, in the words of whoever shows it: a site, a feed, a book, a preview."""

from collections.abc import Callable
from dataclasses import dataclass

from fsp.content.references.images import ImageFiles
from fsp.content.references.local import LocalAddress, local_address
from fsp.content.references.names import wanted_names
from fsp.content.rendering.headings import heading_slug, matching_id
from fsp.content.rendering.place import Image

FEEDS = frozenset({"feed", "feed.xml", "rss", "rss.xml", "atom.xml", "index.xml", "feed.atom", "feed.rss"})
HOMES = frozenset({"", "index", "index.html", "home", "blog", "posts", "post", "articles", "archive", "archives"})
TAGS = frozenset({"tags", "tag", "categories", "category", "topics", "topic"})


@dataclass(frozen=True)
class Places:
    """The addresses of one output; an empty one is a page that it does not have."""

    post: Callable[[str], str]
    """The address of a post by its key, which `find_post` gave."""
    image: Callable[[str], Image | None]
    """An image by its path in the imported folder."""
    home: str = ""
    tags: str = ""
    feed: str = ""
    ids: Callable[[str], frozenset[str]] | None = None
    """The ids on the page of a post; without it, the part of an address after # is taken as it is written."""


@dataclass(frozen=True)
class ProjectResolver:
    """Resolves the addresses of the text of `source_path`; see `rendering.place.Resolver`."""

    source_path: str
    find_post: Callable[[str], str | None]
    """Returns the key of the post of this name, as `references.names` makes names; None for none."""
    files: ImageFiles
    places: Places

    def link(self, url: str) -> str | None:
        """Return where a link leads, or None."""
        address = local_address(url)
        if address is None:
            return url
        key = self._post(address)
        if key is not None:
            return self.places.post(key) + self._fragment(key, address.fragment)
        path = self.files.find(self.source_path, address) if address.path else None
        image = self.places.image(path) if path else None
        return image.url if image else self._page(address)

    def image(self, url: str) -> Image | None:
        """Return an image, or None."""
        address = local_address(url)
        if address is None:
            # One that was fetched from another server is shown from here.
            return (self.places.image(url) if self.files.holds(url) else None) or Image(url)
        path = self.files.find(self.source_path, address) if address.path else None
        return self.places.image(path) if path else None

    def _post(self, address: LocalAddress) -> str | None:
        if not address.path:
            return None
        names = wanted_names(self.source_path, address.path, is_from_root=address.is_from_root)
        for name in dict.fromkeys(names):
            key = self.find_post(name) if name else None
            if key is not None:
                return key
        return None

    def _page(self, address: LocalAddress) -> str | None:
        """Return a page that every site has and no file stands for."""
        path = address.path.strip("/").casefold()
        first = path.split("/", 1)[0]
        if path.rsplit("/", 1)[-1] in FEEDS:
            return self.places.feed or None
        if first in TAGS:
            return self.places.tags or None
        return (self.places.home or None) if path in HOMES and (address.is_from_root or path) else None

    def _fragment(self, key: str, fragment: str) -> str:
        """Return the part after #, as the id that it means there."""
        if not fragment:
            return ""
        if self.places.ids is not None:
            identifier = matching_id(fragment, self.places.ids(key))
            return f"#{identifier}" if identifier else ""
        # Obsidian and Hexo write the words of the heading; FSP's ids are in lower case.
        return f"#{fragment if fragment == fragment.lower() and ' ' not in fragment else heading_slug(fragment)}"
