"""Edits projects, posts and texts. Nothing that a person wrote is overwritten."""

from dataclasses import dataclass, fields
from zoneinfo import available_timezones

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.item_details import ItemDetails, set_details
from fsp.content.languages import language_tag
from fsp.content.revisions import add_current_revision
from fsp.content.slugs import free_slug, slug_of
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.models.site_change import SiteChange
from fsp.stores import db

MAX_TITLE_CHARACTERS = 300
MAX_SLUG_CHARACTERS = 100


@dataclass(frozen=True)
class ItemText:
    """The editable fields of a post. `tags` are separated by commas."""

    title: str = ""
    summary: str = ""
    brief: str = ""
    tags: str = ""
    body: str = ""

    @property
    def tag_list(self) -> list[str]:
        """Return the tags without duplicates, in order."""
        return list(dict.fromkeys(tag.strip() for tag in self.tags.split(",") if tag.strip()))


@dataclass(frozen=True)
class ProjectText:
    """The editable fields of a project. `language` is a BCP 47 tag such as pt-BR, `timezone` an IANA name."""

    title: str = ""
    description: str = ""
    author: str = ""
    language: str = "en"
    timezone: str = "UTC"
    has_unicode_slugs: bool = False
    fetches_remote_images: bool = False


def create_project(text: ProjectText) -> Project:
    """Create a project. Its slug comes from its title and must be free."""
    slug = slugify(_title(text.title), max_length=MAX_SLUG_CHARACTERS)
    if not slug:
        raise InvalidInput(f'A project title must contain letters or digits, got "{text.title}".')
    project = Project(slug=slug)
    _set_project(project, text)
    db.session.add(project)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(f'A project with the slug "{slug}" already exists. Choose another title.') from error
    return project


def text_of_project(project: Project) -> ProjectText:
    """Return the current editable fields of a project."""
    return ProjectText(**{field.name: getattr(project, field.name) for field in fields(ProjectText)})


def save_project(project: Project, text: ProjectText) -> None:
    """Change a project's description. Its slug, and so its address, stays."""
    _set_project(project, text)
    # Every page of its site shows these fields.
    db.session.add(SiteChange(project_id=project.id))
    db.session.commit()


def create_item(project: Project, text: ItemText) -> Item:
    """Create a draft. Its slug comes from its title, with a number if that is taken."""
    title = _title(text.title)
    item = Item(project_id=project.id, slug=_free_slug(project, title), title=title, tags=[])
    db.session.add(item)
    _set_item(item, text)
    db.session.flush()
    if text.body.strip():
        add_current_revision(item, text.body, RevisionOrigin.PERSON)
    db.session.commit()
    return item


def save_item(
    item: Item,
    text: ItemText,
    *,
    seen_revision_id: int | None,
    author: str,
    details: ItemDetails | None = None,
) -> None:
    """Save a post as a person edited it; raise Conflict if its text changed since they began.

    Without `details`, the details of the post stay.
    """
    _title(text.title)
    if item.current_revision_id != seen_revision_id:
        raise Conflict("Someone else edited this post. Your version is below, unsaved. Save again to overwrite theirs.")
    if details is not None:
        set_details(item, details)
    _set_item(item, text)
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    if text.body != (current.body if current else ""):
        add_current_revision(item, text.body, RevisionOrigin.PERSON, author=author)
    db.session.commit()


def use_revision(item: Item, revision_id: int) -> None:
    """Make one of the post's revisions the current one; raise NotFound if it does not belong to the post."""
    found = db.session.scalar(select(Revision.id).where(Revision.id == revision_id, Revision.item_id == item.id))
    if found is None:
        raise NotFound(f"Revision {revision_id} not found. Reload the page.")
    item.current_revision_id = found
    db.session.commit()


def _title(title: str) -> str:
    if not title.strip() or len(title) > MAX_TITLE_CHARACTERS:
        raise InvalidInput(f"A title must be 1–{MAX_TITLE_CHARACTERS} characters long, got {len(title.strip())}.")
    return title.strip()


def _set_project(project: Project, text: ProjectText) -> None:
    language, timezone = text.language.strip() or "en", text.timezone.strip() or "UTC"
    tag = language_tag(language)
    if not tag:
        raise InvalidInput(f'The language must be a tag such as en or pt-BR, got "{language:.40}".')
    if timezone not in available_timezones():
        raise InvalidInput(f'The time zone must be a name such as Europe/Berlin or UTC, got "{timezone:.64}".')
    project.title, project.description = _title(text.title), text.description.strip()
    project.author, project.language, project.timezone = text.author.strip(), tag, timezone
    project.has_unicode_slugs = text.has_unicode_slugs
    project.fetches_remote_images = text.fetches_remote_images


def _set_item(item: Item, text: ItemText) -> None:
    item.title, item.summary = text.title.strip(), text.summary.strip()
    item.brief, item.tags = text.brief.strip(), text.tag_list


def _free_slug(project: Project, title: str) -> str:
    wanted = slug_of(title, is_unicode=project.has_unicode_slugs)[: MAX_SLUG_CHARACTERS - 5].rstrip("-") or "item"
    taken = set(
        db.session.scalars(select(Item.slug).where(Item.project_id == project.id, Item.slug.startswith(wanted)))
    )
    # An old address redirects to the post that had it.
    taken |= set(
        db.session.scalars(
            select(Redirect.path).where(Redirect.project_id == project.id, Redirect.path.startswith(wanted))
        )
    )
    return free_slug([wanted], taken)
