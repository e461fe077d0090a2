"""Publishes a copy of the project's built site: the calls of the contract, over any place that holds files."""

from dataclasses import dataclass

from fsp.destinations.contract import Post, Remote, Sent, Tools
from fsp.destinations.post_files.built_site import site_with, site_without
from fsp.destinations.post_files.document import content_hash
from fsp.destinations.post_files.layout import FileLayout
from fsp.destinations.post_files.site_copy import copy_site
from fsp.destinations.post_files.store import FileStore
from fsp.errors import RemoteGone, ServiceUnavailable


@dataclass(frozen=True)
class SitePublisher:
    """Copies the whole site for each post: lists and feeds change with it. The external id is `project/slug`.

    A copy may be repeated, so a post is never looked for.
    """

    store: FileStore
    layout: FileLayout
    tools: Tools

    def find(self, post: Post) -> Sent | None:  # noqa: ARG002
        """Return None: copying again is harmless."""
        return None

    def create(self, post: Post) -> Sent:
        """Copy what changed, once the site shows the post."""
        folder = site_with(post, self.tools.settings)
        files = copy_site(folder, self.store, summary=f"Publish {post.slug}", needed=_page(post.slug))
        page = self.store.read(_page(post.slug))
        if page is None:
            raise ServiceUnavailable(f"{_page(post.slug)} is missing after the copy.")
        return Sent(f"{post.project_slug}/{post.slug}", self._url(post.slug), content_hash(page), {"files": files})

    def update(self, post: Post, external_id: str) -> Sent:
        """Copy what changed; raise RemoteGone if someone removed the page."""
        if self.store.read(_page(external_id.partition("/")[2])) is None:
            raise RemoteGone(f"{_page(external_id.partition('/')[2])} no longer exists.")
        return self.create(post)

    def remove(self, external_id: str) -> None:
        """Copy what changed, once the site no longer shows the post."""
        project_slug, _, slug = external_id.partition("/")
        copy_site(site_without(project_slug, slug, self.tools.settings), self.store, summary=f"Remove {slug}")

    def read(self, external_id: str) -> Remote | None:
        """Return the address and hash of the page."""
        slug = external_id.partition("/")[2]
        page = self.store.read(_page(slug))
        return Remote(self._url(slug), content_hash(page)) if page is not None else None

    def taken_by(self, post: Post) -> str:  # noqa: ARG002
        """Return nothing: the names of a project's pages are its own."""
        return ""

    def _url(self, slug: str) -> str:
        address = self.layout.public_url
        return f"{address.rstrip('/')}/{slug}/" if address else ""


def _page(slug: str) -> str:
    return f"{slug}/index.html"
