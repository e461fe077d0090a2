"""The ids on the pages of a site, for links that lead to a part of another page."""

from fsp.content.rendering.page import ids_on_page
from fsp.models.project import Project
from fsp.publishing.site.lookups import part_of
from fsp.publishing.site.manifest import Manifest
from fsp.publishing.site.read import read_entries


class PageIds:
    """Reads each page that a link refers to, once in a build."""

    def __init__(self, manifest: Manifest, project: Project) -> None:
        self._manifest, self._project = manifest, project
        self._ids: dict[str, frozenset[str]] = {}

    def of(self, asked: set[str], slug: str) -> frozenset[str]:
        """Return the ids on the page of an entry, and record in `asked` that they were read."""
        asked.add(part_of(slug))
        if slug not in self._ids:
            self._ids[slug] = self._read(slug)
        return self._ids[slug]

    def _read(self, slug: str) -> frozenset[str]:
        row = self._manifest.sql.execute("SELECT item_id FROM entries WHERE slug = ?", (slug,)).fetchone()
        entries = read_entries(self._project, [int(row[0])]) if row else {}
        return frozenset().union(*(ids_on_page(entry.body, title=entry.title) for entry in entries.values()))
