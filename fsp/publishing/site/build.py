"""Builds a project's site: marks the pages affected by changes since the last build, then renders them.

The marks are committed before the first file is written, and the changes in SQL are deleted after the last one. A build
that crashes half way is completed by the next one.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from fsp import paths
from fsp.content.media_names import media_name
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing.site.address import site_root
from fsp.publishing.site.clear import clear_changes, report_faults
from fsp.publishing.site.content import Picture
from fsp.publishing.site.fingerprint import site_fingerprint
from fsp.publishing.site.list_pages import mark_all
from fsp.publishing.site.manifest import Manifest
from fsp.publishing.site.manifest_file import forget_manifest, open_manifest
from fsp.publishing.site.mark import take_up
from fsp.publishing.site.output import Output, pages_in_navigation
from fsp.publishing.site.own_theme import theme_of
from fsp.publishing.site.page_ids import PageIds
from fsp.publishing.site.power_cut import boot_id, mark_unflushed
from fsp.publishing.site.read import Changes, published_ids, read_changes, read_entries
from fsp.publishing.site.site_files import SiteFiles
from fsp.publishing.site.turn import turn
from fsp.publishing.site.write_pages import owned_files, write_marked
from fsp.settings import Settings
from fsp.stores import db, reading

BATCH = 100


def build_site(project_id: int, *, settings: Settings) -> int:
    """Update the files to match SQL; return how many were written.

    The caller has committed its own publication. Only one builder runs at a time, and it reads SQL after its turn
    begins, so the last one sees all changes.
    """
    with turn(settings, project_id):
        return build_in_turn(project_id, settings=settings)


def rebuild_site(project_id: int, *, settings: Settings) -> int:
    """Write every page again and remove files that do not belong to the site; return how many were written."""
    with turn(settings, project_id):
        project = db.session.get(Project, project_id)
        db.session.commit()
        if project is not None:
            forget_manifest(_folder(project, settings))
        return build_in_turn(project_id, settings=settings)


def build_in_turn(project_id: int, *, settings: Settings) -> int:
    """Build while the caller holds the turn."""
    changes = read_changes(project_id)
    with reading():
        project = db.session.get(Project, project_id, populate_existing=True)
    if project is None:
        return 0
    folder = _folder(project, settings)
    if project.deleted_at is not None:
        shutil.rmtree(folder, ignore_errors=True)
        clear_changes(changes)
        return 0
    with _manifest(folder) as manifest:
        address = site_root(settings, project.slug)
        theme = theme_of(settings, project.slug)
        boot = boot_id()
        mark_unflushed(manifest, boot)
        _mark(manifest, project, changes, site_fingerprint(project, theme, address=address))
        files = SiteFiles(folder, settings, is_durable=not boot)
        page_ids = PageIds(manifest, project)
        output = Output(manifest, files, project, theme, address, page_ids.of, _logo(project))
        faults = write_marked(output, settings)
        is_whole = bool(manifest.meta("is_whole"))
        if is_whole:
            files.remove_others(owned_files(output))
            manifest.set_meta("is_whole", "")
        manifest.commit()
    if faults or is_whole or theme.problem:
        report_faults(project.id, faults, is_whole=is_whole, site_problem=theme.problem)
    clear_changes(changes)
    return files.written


def _logo(project: Project) -> Picture | None:
    """Return the logo of a site, if the project has that image."""
    if not project.logo:
        return None
    with reading():
        logo = db.session.execute(
            select(Media.sha256, Media.width, Media.height).where(
                Media.project_id == project.id, Media.path == project.logo
            )
        ).first()
    return Picture(media_name(project.logo, logo.sha256), logo.width or 0, logo.height or 0) if logo else None


def _folder(project: Project, settings: Settings) -> Path:
    return paths.inside(paths.site_folder(settings), project.slug)


@contextmanager
def _manifest(folder: Path) -> Iterator[Manifest]:
    try:
        with open_manifest(folder) as manifest:
            yield manifest
    except sqlite3.DatabaseError:
        # Damage is discovered while reading. The next build, a retry of this job, writes a new one.
        forget_manifest(folder)
        raise


def _mark(manifest: Manifest, project: Project, changes: Changes, fingerprint: str) -> None:
    item_ids = sorted(changes.item_ids)
    if manifest.meta("fingerprint") != fingerprint or manifest.meta("read") != "1" or changes.is_whole:
        all_ids = [row[0] for row in manifest.sql.execute("SELECT item_id FROM entries")]
        item_ids = sorted({*item_ids, *all_ids, *published_ids(project.id)})
    if manifest.meta("fingerprint") != fingerprint:
        manifest.set_meta("read", "")
        manifest.set_meta("is_whole", "1")
        manifest.set_meta("static", "1")
        mark_all(manifest)
        manifest.set_meta("fingerprint", fingerprint)
    for start in range(0, len(item_ids), BATCH):
        batch = item_ids[start : start + BATCH]
        take_up(manifest, batch, read_entries(project, batch))
        manifest.commit()
    pages = pages_in_navigation(manifest)
    if manifest.meta("navigation") != pages:
        manifest.set_meta("navigation", pages)
        if not project.navigation:
            # Every page leads to these.
            manifest.set_meta("static", "1")
            mark_all(manifest)
    manifest.set_meta("read", "1")
    manifest.commit()
