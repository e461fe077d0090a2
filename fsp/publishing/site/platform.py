"""The embedded platform: a static site of the project's own, with an Atom feed."""

from fsp.publishing.platform import Post, Published
from fsp.publishing.site.build import build_site
from fsp.publishing.site.content import page_slug
from fsp.settings import Settings


class SitePlatform:
    """Renders the whole site from SQL, so that its files can always be made again."""

    name = "site"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def find(self, post: Post) -> Published | None:  # noqa: ARG002
        """Return nothing: files are rewritten in place, so an earlier attempt leaves nothing to look for."""
        return None

    def publish(self, post: Post) -> Published:
        """Name the address the post will have; its files are written once SQL says it is out."""
        path = f"{post.project_slug}/{page_slug(post.slug)}/"
        return Published(external_id=path, url=f"{self._settings.public_url}/site/{path}")

    def settle(self, post: Post) -> None:
        """Write the files of the project's site that have changed."""
        build_site(post.project_id, settings=self._settings)
