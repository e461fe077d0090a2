"""Resolves the links and images of a text for one output: a site, a feed, a book or a preview."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fsp.content.attachments import is_attachment
from fsp.content.references.images import ImageFiles
from fsp.content.references.local import LocalAddress, local_address
from fsp.content.references.names import wanted_names
from fsp.content.rendering.addresses import is_image_file
from fsp.content.rendering.headings import heading_slug, matching_id
from fsp.content.rendering.place import Image

FEEDS = frozenset({"feed", "feed.xml", "rss", "rss.xml", "atom.xml", "index.xml", "feed.atom", "feed.rss"})
HOMES = frozenset({"", "index", "index.html", "home", "blog", "posts", "post", "articles", "archive", "archives"})
TAGS = frozenset({"tags", "tag", "categories", "category", "topics", "topic"})


@dataclass(frozen=True)
class Places:
    """The addresses in one output. An empty address means that the output has no such page."""

    post: Callable[[str], str]
    """The address of a post by the key that `find_post` returned."""
    image: Callable[[str], Image | None]
    """An image by its path in the imported folder."""
    home: str = ""
    tags: str = ""
    feed: str = ""
    ids: Callable[[str], frozenset[str]] | None = None
    """The ids on the page of a post. Without it, fragments are used as written."""


@dataclass(frozen=True)
class ProjectResolver:
    """Resolves the addresses in the text of `source_path`; see `rendering.place.Resolver`."""

    source_path: str
    find_post: Callable[[Sequence[str]], str | None]
    """Returns the key of the post with the first of these names that any has, as `references.names` makes them."""
    files: ImageFiles
    places: Places

    def link(self, url: str) -> str | None:
        """Return the target of a link, or None."""
        address = local_address(url)
        if address is None:
            return url
        is_file = is_attachment(address.path) or is_image_file(address.path)
        file = self._file(address) if is_file else None
        if file is not None:
            return file.url
        key = self._post(address)
        if key is not None:
            return self.places.post(key) + self._fragment(key, address.fragment)
        file = self._file(address)
        return file.url if file else self._page(address)

    def image(self, url: str) -> Image | None:
        """Return an image, or None."""
        address = local_address(url)
        if address is None:
            # An image that was downloaded from another server is served from here.
            return (self.places.image(url) if self.files.holds(url) else None) or Image(url)
        path = self.files.find(self.source_path, address) if address.path else None
        return self.places.image(path) if path and not is_attachment(path) else None

    def _file(self, address: LocalAddress) -> Image | None:
        path = self.files.find(self.source_path, address) if address.path else None
        return self.places.image(path) if path else None

    def _post(self, address: LocalAddress) -> str | None:
        if not address.path:
            return None
        names = wanted_names(self.source_path, address.path, is_from_root=address.is_from_root)
        return self.find_post([name for name in dict.fromkeys(names) if name])

    def _page(self, address: LocalAddress) -> str | None:
        """Return a page that every site has and no file represents."""
        path = address.path.strip("/").casefold()
        first = path.split("/", 1)[0]
        if path.rsplit("/", 1)[-1] in FEEDS:
            return self.places.feed or None
        if first in TAGS:
            return self.places.tags or None
        return (self.places.home or None) if path in HOMES and (address.is_from_root or path) else None

    def _fragment(self, key: str, fragment: str) -> str:
        """Return a fragment as the id that it means on that page."""
        if not fragment:
            return ""
        if self.places.ids is not None:
            identifier = matching_id(fragment, self.places.ids(key))
            return f"#{identifier}" if identifier else ""
        # Obsidian and Hexo use the text of the heading; FSP's ids are in lower case.
        return f"#{fragment if fragment == fragment.lower() and ' ' not in fragment else heading_slug(fragment)}"
