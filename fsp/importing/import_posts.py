"""Imports posts into a project. Each file is read, merged and written on its own, and a bad file stops nothing else."""

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.document import Document
from fsp.errors import InvalidInput
from fsp.importing.exported_archive import exported_images, with_original_names
from fsp.importing.formats.detect import FORMATS, open_import
from fsp.importing.identity import ProjectIndex, comparable, read_index
from fsp.importing.images import Images
from fsp.importing.import_post import ImportRun, import_post
from fsp.importing.posts import Post
from fsp.importing.project_file import apply_project_file
from fsp.importing.prompts import import_prompts
from fsp.importing.references import ReferenceCheck
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.site_values import read_site_values
from fsp.importing.source import Source
from fsp.importing.target_project import project_for
from fsp.importing.theme import import_theme
from fsp.models.import_report import ImportReport as StoredReport
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.redis_ops.set_aside import is_of_all, words_of
from fsp.settings import Settings
from fsp.stores import db

BATCH = 20
"""How many posts share a commit, so that the database flushes to disk once for all of them."""

__all__ = ["ImportFault", "ImportReport", "import_posts"]

log = logging.getLogger(__name__)


def import_posts(
    path: Path,
    project_title: str,
    *,
    settings: Settings,
    on_progress: Callable[[int, int], None] | None = None,
    is_dry_run: bool = False,
    requested_by: str = "",
    project_id: int | None = None,
    source_name: str = "",
    is_trusted: bool = False,
) -> ImportReport:
    """Import every post of a folder, a zip or an export of another system; raise InvalidInput if it is unusable.

    A dry run decides everything, writes nothing, and returns the same report. The project is found by its title unless
    an id is given. `is_trusted` is for imports on the machine of FSP: they take templates too.
    """
    with open_import(path, name=source_name) as opened:
        source = with_original_names(opened)
        if not source.posts:
            raise InvalidInput(f"{path} contains no posts. Choose {FORMATS}.")
        project = project_for(project_title, project_id, is_dry_run=is_dry_run)
        run = _begin(source, project, settings, is_dry_run=is_dry_run)
        is_empty = not run.index.slugs
        _import_all(run, on_progress)
        _note_vanished(run)
        if is_empty:
            _keep_other_images(run)
        run.references.report_dead_links(run.report)
        if not is_dry_run:
            import_prompts(source, project.slug, run.report, by=requested_by, settings=settings)
            import_theme(source, project.slug, run.report, is_trusted=is_trusted, settings=settings)
            _store_report(run, source_name or path.name, requested_by=requested_by)
        _end_batch(run)
    return run.report


def _begin(source: Source, project: Project, settings: Settings, *, is_dry_run: bool) -> ImportRun:
    report = ImportReport(project.slug, posts=len(source.posts), faults=list(source.faults), notes=list(source.notes))
    apply_project_file(source, project, report)
    index = read_index(project, source.posts) if project.id else ProjectIndex(project)
    images = Images(source, project.id, settings, report, is_dry_run=is_dry_run)
    references = ReferenceCheck(source.image_files)
    return ImportRun(source, index, images, references, report, utc_now(), is_dry_run, read_site_values(source))


def _import_all(run: ImportRun, on_progress: Callable[[int, int], None] | None) -> None:
    # Translations come last, so that a post in the language of the site has the address without one.
    names = sorted(run.source.posts, key=lambda name: (bool(run.source.languages.of(name)), name))
    items: list[Item] = []
    for done, name in enumerate(names, 1):
        if done % BATCH == 1:
            items[:] = _read_ahead(run.index, names[done - 1 : done - 1 + BATCH])
        try:
            import_post(run, name)
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one file, the others are imported)
            _set_aside(name, error, run.report)
        if done % BATCH == 0:
            _end_batch(run)
        if on_progress:
            on_progress(done, len(names))


def _store_report(run: ImportRun, source_name: str, *, requested_by: str) -> None:
    db.session.add(
        StoredReport(
            project_id=run.index.project.id,
            source=source_name[:500],
            requested_by=requested_by,
            report=run.report.as_json(),
        )
    )


def _read_ahead(index: ProjectIndex, names: list[str]) -> list[Item]:
    """Read the posts of the next files in one query. The session keeps them loaded while the list exists."""
    ids = [index.ids_by_path[path] for path in map(comparable, names) if path in index.ids_by_path]
    return list(db.session.scalars(select(Item).where(Item.id.in_(ids)))) if ids else []


def _set_aside(name: str, error: Exception, report: ImportReport) -> None:
    if is_of_all(error):
        raise error
    message = f"The file cannot be imported: {words_of(error)}."
    log.warning("file not imported", extra={"file": name, "error": words_of(error)})
    report.faults.append(ImportFault(name, 1, message))


def _end_batch(run: ImportRun) -> None:
    if run.is_dry:
        db.session.rollback()
        return
    project = run.index.project
    db.session.commit()
    # The posts of a batch are no longer needed.
    db.session.expunge_all()
    db.session.add(project)


def _note_vanished(run: ImportRun) -> None:
    for path, slug, _ in run.index.vanished.values():
        run.report.notes.append(f'{path}: file not in this import; its post "{slug}" was left unchanged.')


def _keep_other_images(run: ImportRun) -> None:
    """Store the images of an exported project that only revisions show."""
    post = Post("", Document(title=""), {path: path for path in exported_images(run.source)})
    run.images.of(post)
    if not run.is_dry:
        run.images.keep(post)
