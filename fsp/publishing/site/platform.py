"""The built-in platform: a static site for each project, with feeds.

Its files are made from SQL by builds, so it has no requests to send: `publish_on_site` publishes there.
"""

import os
from typing import Any, ClassVar

from pydantic import BaseModel

from fsp import paths
from fsp.destinations.contract import Abilities, CheckResult, Markup, Post, Remote, Sent, Tools
from fsp.models.site_change import SiteChange
from fsp.publishing.site.content import site_address
from fsp.publishing.site.pending import build_pending
from fsp.publishing.site.read import has_changes
from fsp.settings import Settings
from fsp.stores import db


class NoFields(BaseModel):
    """The site has no settings of its own: it uses those of its project."""


class SitePlatform:
    """The site of one project. Files can always be written again, so every call may be repeated."""

    name: ClassVar[str] = "site"
    title: ClassVar[str] = "Site"
    abilities: Abilities = Abilities(Markup.HTML, max_parallel=5, is_local=True)
    SettingsModel: ClassVar[type[BaseModel]] = NoFields
    CredentialsModel: ClassVar[type[BaseModel]] = NoFields

    def __init__(self, settings: Any, credentials: Any, tools: Tools) -> None:  # noqa: ARG002
        self._settings = tools.settings

    def check(self) -> list[CheckResult]:
        """Check that the folder of the sites can be written."""
        folder = paths.site_folder(self._settings)
        folder.mkdir(parents=True, exist_ok=True)
        is_writable = os.access(folder, os.W_OK)
        fix = "" if is_writable else f"Let FSP write to {folder}."
        return [CheckResult("may publish", is_writable, f"Sites are written to {folder}.", fix)]

    def length(self, text: str) -> int:
        """Count characters. A site takes texts of any length."""
        return len(text)

    def find(self, post: Post) -> Sent | None:  # noqa: ARG002
        """Return nothing: files are replaced in place, so an earlier attempt leaves nothing behind."""
        return None

    def create(self, post: Post) -> Sent:
        """Return the address of the post. A build writes its files once the publication is stored in SQL."""
        path, url = site_address(post.project_slug, post.slug, settings=self._settings)
        return Sent(external_id=path, url=url)

    def update(self, post: Post, external_id: str) -> Sent:  # noqa: ARG002
        """Return the same: a build writes the files again."""
        return self.create(post)

    def remove(self, external_id: str) -> None:
        """Do nothing: a build removes the files of a post that is unpublished."""

    def read(self, external_id: str) -> Remote | None:
        """Return whether the page of a post is there."""
        page = paths.inside(paths.site_folder(self._settings), external_id) / "index.html"
        return Remote(f"{self._settings.public_url}/site/{external_id}", "") if page.is_file() else None

    @staticmethod
    def settle(project_id: int, project_slug: str, *, settings: Settings) -> None:
        """Write the files that the changes affect. Another builder may already be doing it."""
        is_lost = not (paths.site_folder(settings) / project_slug).is_dir()
        if is_lost and not has_changes(project_id):
            # Everything must be written, as the manifest shows, because it is lost together with the folder.
            db.session.add(SiteChange(project_id=project_id))
            db.session.commit()
        build_pending(project_id, settings=settings)
