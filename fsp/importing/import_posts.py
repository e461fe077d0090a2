"""Importing posts into a project; a second import updates, never doubles."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from slugify import slugify
from sqlalchemy import select

from fsp.clock import iso, utc_now
from fsp.content.consent import expired
from fsp.content.media import media_type_of, store
from fsp.content.revisions import add_current_revision, add_draft_revision
from fsp.errors import InvalidInput
from fsp.extensions import db
from fsp.importing.posts import ImportFault, Post, read_post
from fsp.importing.source import Source, open_source
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.settings import Settings


@dataclass
class ImportReport:
    """What an import did, counted; `faults` are the files left out, `notes` what a person should know."""

    project_slug: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    images: int = 0
    faults: list[ImportFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_posts(
    path: Path,
    project_title: str,
    *,
    settings: Settings,
    on_progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Import every Markdown file of a folder or zip; raise InvalidInput if the source itself cannot be used."""
    slug = slugify(project_title, max_length=100)
    if not slug:
        raise InvalidInput(f'A project needs a name with letters or digits, got "{project_title}".')
    with open_source(path) as source:
        if not source.posts:
            raise InvalidInput(f"{path} holds no Markdown file (*.md); name the folder that holds your posts.")
        project_id = _project_id(slug, project_title)
        report = ImportReport(slug)
        taken: dict[str, str] = {}
        for done, name in enumerate(source.posts, 1):
            _import_one(source, name, project_id, report, taken, settings)
            if on_progress:
                on_progress(done, len(source.posts))
    return report


def _import_one(
    source: Source, name: str, project_id: int, report: ImportReport, taken: dict[str, str], settings: Settings
) -> None:
    post = read_post(source, name)
    if isinstance(post, ImportFault):
        report.faults.append(post)
        return
    first = taken.setdefault(post.slug, name)
    if first != name:
        message = f'The slug "{post.slug}" is already taken by {first}; give one of them another `slug:`.'
        report.faults.append(ImportFault(name, 1, message))
        return
    stored = _stored_images(source, post, report, settings)
    _upsert_media(project_id, stored)
    _upsert_item(project_id, post, report)
    db.session.commit()


def _project_id(slug: str, title: str) -> int:
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        project = Project(slug=slug, title=title.strip())
        db.session.add(project)
    db.session.commit()
    return project.id


def _stored_images(
    source: Source, post: Post, report: ImportReport, settings: Settings
) -> list[tuple[str, str, str, int]]:
    stored = []
    for path in sorted(set(post.images.values())):
        data = source.read(path)
        try:
            stored.append((path, media_type_of(data), store(settings, data), len(data)))
        except InvalidInput as error:
            report.faults.append(ImportFault(path, 1, str(error)))
    report.images += len(stored)
    return stored


def _upsert_media(project_id: int, stored: list[tuple[str, str, str, int]]) -> None:
    for path, media_type, sha256, size_bytes in stored:
        media = db.session.scalar(select(Media).where(Media.project_id == project_id, Media.path == path))
        if media is None:
            media = Media(project_id=project_id, path=path)
            db.session.add(media)
        media.media_type, media.sha256, media.size_bytes = media_type, sha256, size_bytes


def _upsert_item(project_id: int, post: Post, report: ImportReport) -> None:
    item = db.session.scalar(select(Item).where(Item.project_id == project_id, Item.slug == post.slug))
    is_new = item is None
    if item is None:
        item = Item(project_id=project_id, slug=post.slug, title="", state=ItemState.DRAFT, tags=[])
        db.session.add(item)
        db.session.flush()
    changed = _take_fields(item, post) | _take_text(item, post, report)
    if is_new:
        report.created += 1
    elif changed:
        report.updated += 1
    else:
        report.unchanged += 1
    report.notes += [f"{post.name}: {note}" for note in post.document.notes]
    _take_schedule(item, post, report, changed=changed)


def _take_fields(item: Item, post: Post) -> bool:
    document = post.document
    wanted = {
        "title": document.title or post.slug.replace("-", " ").capitalize(),
        "summary": document.summary,
        "tags": list(document.tags),
        "source_path": post.name,
        "authors": list(document.authors),
        "cover": document.cover,
        "language": document.language,
        "series": document.series,
        "weight": document.weight,
        "layout": document.layout,
        "canonical_url": document.canonical_url,
        "modified_at": document.modified_at,
        "is_unlisted": document.is_unlisted,
        "extra": document.extra,
    }
    if document.brief:
        wanted["brief"] = document.brief
    changed = {name: value for name, value in wanted.items() if getattr(item, name) != value}
    for name, value in changed.items():
        setattr(item, name, value)
    return bool(changed)


def _take_text(item: Item, post: Post, report: ImportReport) -> bool:
    body = post.document.body.strip("\n")
    if not body:
        return False
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    known = db.session.scalars(select(Revision.body).where(Revision.item_id == item.id)).all()
    if current is not None and (current.body == body or (current.origin == RevisionOrigin.PERSON and body in known)):
        return False
    if current is not None and current.origin == RevisionOrigin.PERSON:
        add_draft_revision(item, body, RevisionOrigin.IMPORT)
        report.notes.append(
            f'{post.name}: "{item.title}" was edited here; the imported text waits beside it as a draft.'
        )
        return False
    add_current_revision(item, body, RevisionOrigin.IMPORT)
    return True


def _take_schedule(item: Item, post: Post, report: ImportReport, *, changed: bool) -> None:
    document, now = post.document, utc_now()
    item.held_because = document.held_because or expired(document.expires_at, now)
    if item.held_because:
        report.notes.append(f"{post.name}: held back as a draft, because {item.held_because}.")
        item.state = ItemState.DRAFT if item.published_at is None else item.state
        item.publish_at = document.publish_at
        return
    publish_at = document.publish_at
    if document.not_before is not None and document.not_before > now:
        publish_at = document.not_before
        report.notes.append(f"{post.name}: its date is ahead; it is scheduled for {iso(publish_at)}.")
    if publish_at is None:
        return
    moved = item.publish_at != publish_at
    item.publish_at = publish_at
    is_out = item.state == ItemState.PUBLISHED
    if not is_out or (changed and publish_at <= now):
        # A published post that has changed is published again by the sweep; its first date stays.
        item.state = ItemState.SCHEDULED
    elif moved and publish_at > now:
        item.publish_at = item.published_at
