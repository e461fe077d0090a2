"""Imports one post: reads its file, merges it with its post, and writes the result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DataError, IntegrityError

from fsp.errors import UnstorableInput
from fsp.importing.apply import add_aliases, apply, plan
from fsp.importing.earlier_texts import add_earlier_texts
from fsp.importing.file_values import FileValues, values_of
from fsp.importing.identity import ProjectIndex
from fsp.importing.images import Images
from fsp.importing.merge_result import Merge
from fsp.importing.posts import Post, read_post
from fsp.importing.references import ReferenceCheck
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.source import Source
from fsp.models.item import Item
from fsp.stores import db

NO_CONTENT = "it has no content"


@dataclass
class ImportRun:
    """One import: its source, its target and its report."""

    source: Source
    index: ProjectIndex
    images: Images
    references: ReferenceCheck
    report: ImportReport
    now: datetime
    is_dry: bool
    site_values: Mapping[str, Any]
    """What every text may output."""


def import_post(run: ImportRun, name: str) -> None:
    """Import one file. Errors in it go to the report."""
    post = read_post(run.source, name, zone=ZoneInfo(run.index.project.timezone or "UTC"), site_values=run.site_values)
    if isinstance(post, ImportFault):
        run.report.faults.append(post)
        return
    run.references.add(post, run.report)
    file = values_of(post.document, run.images.of(post), now=run.now)
    try:
        with db.session.begin_nested():
            _merge(run, post, file)
    except UnstorableInput as error:
        run.report.faults.append(ImportFault(name, 1, str(error)))
    except (DataError, IntegrityError) as error:
        message = str(error.orig).strip().splitlines()[0]
        run.report.faults.append(ImportFault(name, 1, f"The database rejected it: {message}."))


def _merge(run: ImportRun, post: Post, file: FileValues) -> None:
    item_id = run.index.item_of(post.name, file)
    item = db.session.get(Item, item_id) if item_id else None
    report = run.report
    if item is not None and item.deleted_at is not None:
        report.notes.append(f"{post.name}: the post was deleted in FSP and stays deleted.")
        run.index.claim(item.id, post.name, item.slug)
        return
    is_new, said_before = item is None, _held_before(item)
    file = _held_without_text(file, item, said_before)
    is_unchanged = item is not None and (file.exported is not None or item.imported == file.record())
    merge = plan(item, file, run.now)
    merge.notes += [] if is_unchanged else post.document.notes
    if item is not None and item.source_path not in {None, post.name}:
        merge.notes.append(f"file was renamed from {item.source_path}.")
    if run.is_dry:
        item_id, slug = (item.id, item.slug) if item else (0, run.index.new_slug(post.name, file))
    else:
        item = apply(item, merge, file, post.name, run.index)
        run.images.keep(post)
        aliases = add_aliases(item, post.document, run.index)
        merge.notes += add_earlier_texts(item, file, run.source) if is_new else []
        merge.notes += [] if is_unchanged else aliases
        # Values that the database would refuse are refused here, before anything is counted.
        db.session.flush()
        item_id, slug = item.id, item.slug
    run.index.claim(item_id, post.name, slug)
    _count(report, merge, is_new=is_new)
    _describe(report, post, file, is_out=item is not None and item.published_at is not None, said_before=said_before)
    report.notes += [f"{post.name}: {note}" for note in merge.notes]


def _held_without_text(file: FileValues, item: Item | None, said_before: str | None) -> FileValues:
    """Return the values, held back if there is nothing to publish: a file that is only front matter."""
    if file.held_because or file.exported is not None or file.body.strip():
        return file
    has_text = item is not None and item.current_revision_id is not None
    if has_text and said_before != NO_CONTENT:
        return file
    return replace(file, held_because=NO_CONTENT)


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
            report.notes.append(f"{post.name}: imported as a draft: {file.held_because}.")
    elif file.publish_at is None:
        report.undated.append(post.name)


def _held_before(item: Item | None) -> str | None:
    base = item.imported if item else None
    return base.get("held_because") if base else None
