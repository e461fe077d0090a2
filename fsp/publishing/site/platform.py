"""The embedded platform: a static site of the project's own, with feeds."""

from fsp import paths
from fsp.models.site_change import SiteChange
from fsp.publishing.platform import Post, Published
from fsp.publishing.site.content import page_slug
from fsp.publishing.site.pending import build_pending
from fsp.publishing.site.read import has_changes
from fsp.settings import Settings
from fsp.stores import db


class SitePlatform:
    """Renders the site from SQL, so that its files can always be made again."""

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
        """Write the files of the project's site that the changes touch; another builder may be at it already."""
        is_lost = not (paths.site_folder(self._settings) / post.project_slug).is_dir()
        if is_lost and not has_changes(post.project_id):
            # What has to be written is everything, and the manifest, which is lost with the folder, says so.
            db.session.add(SiteChange(project_id=post.project_id))
            db.session.commit()
        build_pending(post.project_id, settings=self._settings)
