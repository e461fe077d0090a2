"""What one build writes a site with: its manifest, its files, its templates, and the facts on every page."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from fsp.content.languages import direction, language_tag
from fsp.content.media_names import smaller_name
from fsp.content.project_settings import links_of
from fsp.content.rendering.page import to_html
from fsp.models.project import Project
from fsp.publishing.site.card import SIZE, Card
from fsp.publishing.site.colours import DEFAULT_ACCENT
from fsp.publishing.site.content import Entry, Link, Picture, Site
from fsp.publishing.site.lookups import Lookups
from fsp.publishing.site.manifest import Line, Manifest
from fsp.publishing.site.own_theme import Theme
from fsp.publishing.site.render import Pages
from fsp.publishing.site.site_files import SiteFiles
from fsp.publishing.site.style import style_version
from fsp.publishing.site.words import words_of

MAX_PAGES_IN_NAVIGATION = 6
THUMBNAIL_WIDTH = 480


@dataclass(frozen=True)
class Output:
    """The site that is being written."""

    manifest: Manifest
    files: SiteFiles
    project: Project
    theme: Theme
    address: str
    page_ids: Callable[[set[str], str], frozenset[str]]
    """Returns the ids on the page of an entry by its slug, and records in the set that they were read."""
    logo: Picture | None = None

    def pages(self, lines: Mapping[str, Picture] | None = None) -> Pages:
        """Return what renders its pages. `lines` are the pictures that lists show of the covers of posts."""
        return Pages(self.theme, self.address, self.draw_card(self.project.title), lines)

    def site(self, entry: Entry | None = None, asked: set[str] | None = None) -> Site:
        """Return the site as a page sees it. `asked` collects the names that the page of `entry` looks up."""
        project, manifest = self.project, self.manifest
        asked = set() if asked is None else asked
        site = Site(
            project_id=project.id,
            slug=project.slug,
            title=project.title,
            description=project.description,
            author=project.author or project.title,
            language=project.language,
            images=entry.images if entry else {},
            image_sizes=entry.image_sizes if entry else {},
            names=Lookups(
                find=manifest.slug_of_name,
                read_all=manifest.slugs_of_names,
                asked=asked,
            ),
            ids=partial(self.page_ids, asked),
            timezone=project.timezone or "UTC",
            navigation=self._navigation(),
            footer=to_html(project.footer) if project.footer else "",
            logo=self.logo,
            style_version=style_version(project.accent, self.theme.style),
        )
        return replace(site, icon=manifest.meta("icon") or site.icon)

    def draw_card(self, title: str, *, language: str = "") -> Picture:
        """Return the image of links to a page. It is drawn if it does not exist yet."""
        language = language_tag(language) or language_tag(self.project.language)
        card = Card(
            title,
            self.project.title if title != self.project.title else "",
            self.project.accent or DEFAULT_ACCENT,
            is_right_to_left=direction(language) == "rtl",
            font=self.theme.font,
        )
        name = f"cards/{card.name}"
        if not self.files.has(name):
            self.files.write_bytes(name, card.draw())
        return Picture(name, *SIZE)

    def thumbnail(self, line: Line) -> Picture | None:
        """Return what lists show of the cover of a post, if it is an image of the project."""
        name = smaller_name(PurePosixPath(line.cover).stem, THUMBNAIL_WIDTH)
        name = name if self.files.has(name) else line.cover
        return Picture(name, 480, 360) if line.cover and self.files.has(name) else None

    def _navigation(self) -> tuple[Link, ...]:
        chosen = links_of(self.project)
        if chosen:
            return tuple(Link(link.label, link.address) for link in chosen)
        word = words_of(self.project.language)
        pages = json.loads(self.manifest.meta("navigation") or "[]")
        return (
            *(Link(title, f"{slug}/") for slug, title in pages),
            Link(word("archive"), "archive/"),
            Link(word("tags"), "tags/"),
        )


def pages_in_navigation(manifest: Manifest) -> str:
    """Return the pages that the navigation of a site without links of its own shows, as JSON."""
    rows = manifest.sql.execute(
        "SELECT slug, title FROM entries WHERE is_page AND is_listed ORDER BY title, item_id LIMIT ?",
        (MAX_PAGES_IN_NAVIGATION,),
    ).fetchall()
    return json.dumps(rows)
