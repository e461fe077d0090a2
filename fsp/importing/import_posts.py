"""Importing posts into a project: each file is read, merged and written by itself; a fault stops nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from fsp.clock import utc_now
from fsp.content.front_matter import Document
from fsp.errors import InvalidInput, UnstorableInput
from fsp.extensions import db
from fsp.importing.apply import add_aliases, apply, plan
from fsp.importing.earlier_texts import add_earlier_texts
from fsp.importing.exported_archive import exported_images, with_original_names
from fsp.importing.file_values import FileValues, values_of
from fsp.importing.identity import ProjectIndex, comparable, read_index
from fsp.importing.images import Images
from fsp.importing.merge_result import Merge
from fsp.importing.posts import Post, read_post
from fsp.importing.project_file import apply_project_file
from fsp.importing.references import ReferenceCheck
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.source import Source, open_source
from fsp.importing.target_project import project_for
from fsp.models.import_report import ImportReport as StoredReport
from fsp.models.item import Item
from fsp.redis_ops.set_aside import is_of_all, words_of
from fsp.settings import Settings

BATCH = 20
"""How many posts share a commit: the database waits for its disk once for all of them."""

__all__ = ["ImportFault", "ImportReport", "import_posts"]

log = logging.getLogger(__name__)


@dataclass
class _Run:
    source: Source
    index: ProjectIndex
    images: Images
    references: ReferenceCheck
    report: ImportReport
    now: datetime
    is_dry: bool


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
) -> ImportReport:
    """Import every Markdown file of a folder or zip; raise InvalidInput if the source itself cannot be used.

    A dry run reads and decides everything, writes nothing, and returns the same report. The project is that of the
    title unless its id is given.
    """
    with open_source(path) as opened:
        source = with_original_names(opened)
        names = source.posts
        if not names:
            raise InvalidInput(f"{path} holds no Markdown file (*.md); name the folder that holds your posts.")
        project = project_for(project_title, project_id, is_dry_run=is_dry_run)
        report = ImportReport(project.slug, posts=len(names), faults=list(source.faults))
        apply_project_file(source, project, report)
        index = read_index(project, names) if project.id else ProjectIndex(project)
        is_empty = not index.slugs
        images = Images(source, project.id, settings, report, is_dry_run=is_dry_run)
        references = ReferenceCheck(source.image_files)
        run = _Run(source, index, images, references, report, utc_now(), is_dry_run)
        known: list[Item] = []
        for done, name in enumerate(names, 1):
            if done % BATCH == 1:
                known[:] = _read_ahead(index, names[done - 1 : done - 1 + BATCH])
            try:
                _import_one(run, name)
            except Exception as error:  # noqa: BLE001  (whatever is wrong with one file, the others are imported)
                _set_aside(name, error, report)
            if done % BATCH == 0:
                _end_batch(run)
            if on_progress:
                on_progress(done, len(names))
        _note_vanished(run)
        if is_empty:
            _keep_other_images(run)
        references.report_dead_links(report)
        if not is_dry_run:
            db.session.add(
                StoredReport(
                    project_id=project.id,
                    source=(source_name or path.name)[:500],
                    requested_by=requested_by,
                    report=report.as_json(),
                )
            )
        _end_batch(run)
    return report


def _read_ahead(index: ProjectIndex, names: list[str]) -> list[Item]:
    """Read the items of the next files in one query; the session has them at hand while the list lives."""
    ids = [index.ids_by_path[path] for path in map(comparable, names) if path in index.ids_by_path]
    return list(db.session.scalars(select(Item).where(Item.id.in_(ids)))) if ids else []


def _set_aside(name: str, error: Exception, report: ImportReport) -> None:
    if is_of_all(error):
        raise error
    message = f"The file cannot be imported: {words_of(error)}."
    log.warning("file not imported", extra={"file": name, "error": words_of(error)})
    report.faults.append(ImportFault(name, 1, message))


def _import_one(run: _Run, name: str) -> None:
    post = read_post(run.source, name, zone=ZoneInfo(run.index.project.timezone or "UTC"))
    if isinstance(post, ImportFault):
        run.report.faults.append(post)
        return
    run.references.add(post, run.report)
    file = values_of(post.document, run.images.of(post), now=run.now)
    try:
        with db.session.begin_nested():
            _merge_one(run, post, file)
    except UnstorableInput as error:
        run.report.faults.append(ImportFault(name, 1, str(error)))
    except (DataError, IntegrityError) as error:
        said = str(error.orig).strip().splitlines()[0]
        run.report.faults.append(ImportFault(name, 1, f"The database refuses it: {said}."))


def _merge_one(run: _Run, post: Post, file: FileValues) -> None:
    item_id = run.index.item_of(post.name, file)
    item = db.session.get(Item, item_id) if item_id else None
    report = run.report
    if item is not None and item.deleted_at is not None:
        report.notes.append(f"{post.name}: the post was deleted here and stays deleted.")
        run.index.claim(item.id, post.name, item.slug)
        return
    is_new, said_before = item is None, _held_before(item)
    is_unchanged = item is not None and (file.exported is not None or item.imported == file.record())
    merge = plan(item, file, run.now)
    merge.notes += [] if is_unchanged else post.document.notes
    if item is not None and item.source_path not in {None, post.name}:
        merge.notes.append(f"the file was {item.source_path}; it is the same post.")
    if run.is_dry:
        item_id, slug = (item.id, item.slug) if item else (0, run.index.new_slug(post.name, file))
    else:
        item = apply(item, merge, file, post.name, run.index)
        run.images.keep(post)
        aliases = add_aliases(item, post.document, run.index)
        merge.notes += add_earlier_texts(item, file, run.source) if is_new else []
        merge.notes += [] if is_unchanged else aliases
        # What the database refuses is refused here, before anything is counted.
        db.session.flush()
        item_id, slug = item.id, item.slug
    run.index.claim(item_id, post.name, slug)
    _count(report, merge, is_new=is_new)
    _describe(report, post, file, is_out=item is not None and item.published_at is not None, said_before=said_before)
    report.notes += [f"{post.name}: {note}" for note in merge.notes]


def _count(report: ImportReport, merge: Merge, *, is_new: bool) -> None:
    if is_new:
        report.created += 1
    elif merge.changes:
        report.updated += 1
    else:
        report.unchanged += 1


def _describe(report: ImportReport, post: Post, file: FileValues, *, is_out: bool, said_before: str | None) -> None:
    if file.held_because and not is_out:
        report.held[post.name] = file.held_because
        if said_before != file.held_because:
            report.notes.append(f"{post.name}: held back as a draft: {file.held_because}.")
    elif file.publish_at is None:
        report.undated.append(post.name)


def _held_before(item: Item | None) -> str | None:
    base = item.imported if item else None
    return base.get("held_because") if base else None


def _end_batch(run: _Run) -> None:
    if run.is_dry:
        db.session.rollback()
        return
    project = run.index.project
    db.session.commit()
    # The items of a batch are not needed again.
    db.session.expunge_all()
    db.session.add(project)


def _note_vanished(run: _Run) -> None:
    for path, slug, _ in run.index.vanished.values():
        run.report.notes.append(f'{path}: the file is not in this import; its post "{slug}" stays as it is.')


def _keep_other_images(run: _Run) -> None:
    """Keep the images of an exported project that only an earlier text shows."""
    post = Post("", Document(title=""), {path: path for path in exported_images(run.source)})
    run.images.of(post)
    if not run.is_dry:
        run.images.keep(post)
