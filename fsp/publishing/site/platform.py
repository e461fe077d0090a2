"""The built-in platform: a static site for each project, with feeds."""

from fsp import paths
from fsp.models.site_change import SiteChange
from fsp.publishing.platform import Post, Published
from fsp.publishing.site.content import page_slug
from fsp.publishing.site.pending import build_pending
from fsp.publishing.site.read import has_changes
from fsp.settings import Settings
from fsp.stores import db


class SitePlatform:
    """Renders the site from SQL, so that its files can always be regenerated."""

    name = "site"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def find(self, post: Post) -> Published | None:  # noqa: ARG002
        """Return nothing: files are replaced in place, so an earlier attempt leaves nothing behind."""
        return None

    def publish(self, post: Post) -> Published:
        """Return the future address of the post. Its files are written after the publication is stored in SQL."""
        path = f"{post.project_slug}/{page_slug(post.slug)}/"
        return Published(external_id=path, url=f"{self._settings.public_url}/site/{path}")

    def settle(self, post: Post) -> None:
        """Write the files that the changes affect. Another builder may already be doing it."""
        is_lost = not (paths.site_folder(self._settings) / post.project_slug).is_dir()
        if is_lost and not has_changes(post.project_id):
            # Everything must be written, as the manifest shows, because it is lost together with the folder.
            db.session.add(SiteChange(project_id=post.project_id))
            db.session.commit()
        build_pending(post.project_id, settings=self._settings)
