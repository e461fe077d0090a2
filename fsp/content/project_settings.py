"""Creates projects and changes their settings."""

from dataclasses import dataclass, fields

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.languages import language_tag
from fsp.content.lookup import find_project
from fsp.content.site_design import SiteLink, checked_accent, checked_footer, checked_links
from fsp.content.slugs import MAX_SLUG_CHARACTERS
from fsp.content.titles import checked_title
from fsp.errors import Conflict, InvalidInput
from fsp.local_time import checked_zone
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.site_change import SiteChange
from fsp.queueing.keyed_request import KeyedRequest
from fsp.stores import db


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
    accent: str = ""
    """The colour of links on its site, such as #0b5394."""
    logo: str = ""
    """The path of one of its images."""
    navigation: tuple[SiteLink, ...] = ()
    """The links at the top of its site; none for its pages, the archive and the tags."""
    footer: str = ""
    """The text below every page of its site, in Markdown."""


def create_project(text: ProjectText, request: KeyedRequest | None = None) -> Project:
    """Create a project. Its slug comes from its title and must be free.

    With a keyed `request`, repeating it returns the project that it created first.
    """
    created = request.read_result() if request else None
    if created is not None:
        return find_project(created)
    slug = slugify(checked_title(text.title), max_length=MAX_SLUG_CHARACTERS)
    if not slug:
        raise InvalidInput(f'A project title must contain letters or digits, got "{text.title}".')
    project = Project(slug=slug)
    _set_project(project, text)
    db.session.add(project)
    if request:
        request.add_result(slug)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        created = request.read_result() if request else None
        if created is not None:
            return find_project(created)
        raise Conflict(f'A project with the slug "{slug}" already exists. Choose another title.') from error
    return project


def text_of_project(project: Project) -> ProjectText:
    """Return the current editable fields of a project."""
    values = {field.name: getattr(project, field.name) for field in fields(ProjectText)}
    return ProjectText(**{**values, "navigation": links_of(project)})


def links_of(project: Project) -> tuple[SiteLink, ...]:
    """Return the links of the navigation of a project's site."""
    return tuple(SiteLink(str(link.get("label", "")), str(link.get("address", ""))) for link in project.navigation)


def save_project(project: Project, text: ProjectText) -> None:
    """Change a project's description. Its slug, and so its address, stays."""
    _set_project(project, text)
    # Every page of its site shows these fields.
    db.session.add(SiteChange(project_id=project.id))
    db.session.commit()


def _set_project(project: Project, text: ProjectText) -> None:
    language, timezone = text.language.strip() or "en", text.timezone.strip() or "UTC"
    tag = language_tag(language)
    if not tag:
        raise InvalidInput(f'The language must be a tag such as en or pt-BR, got "{language:.40}".')
    project.title, project.description = checked_title(text.title), text.description.strip()
    project.author, project.language, project.timezone = text.author.strip(), tag, checked_zone(timezone)
    project.accent, project.footer = checked_accent(text.accent), checked_footer(text.footer)
    project.navigation = checked_links(text.navigation)
    project.logo = _checked_logo(project, text.logo.strip())
    project.has_unicode_slugs = text.has_unicode_slugs
    project.fetches_remote_images = text.fetches_remote_images


def _checked_logo(project: Project, path: str) -> str:
    if path and path != project.logo:
        image = db.session.scalar(select(Media.id).where(Media.project_id == project.id, Media.path == path))
        if image is None:
            raise InvalidInput(
                f'The logo must be an image of the project, got "{path:.100}". Add it under Images first.'
            )
    return path
