"""The project that an import writes to, created if it does not exist."""

from sqlalchemy import func, or_, select

from fsp.content.slugs import MAX_SLUG_CHARACTERS, free_slug, slug_of
from fsp.errors import InvalidInput
from fsp.models.project import Project
from fsp.stores import db

MAX_TITLE_CHARACTERS = 300


def check_title(title: str) -> str:
    """Return a project title without surrounding spaces; raise InvalidInput if it is invalid."""
    title = title.strip()
    if not title or len(title) > MAX_TITLE_CHARACTERS:
        raise InvalidInput(f"A project name must be 1–{MAX_TITLE_CHARACTERS} characters long, got {len(title)}.")
    return title


def project_for(title: str, project_id: int | None, *, is_dry_run: bool) -> Project:
    """Return the project with this id, else this title or slug; create it if there is none. "C" and "C++" are different
    titles.
    """
    title = check_title(title)
    project = db.session.get(Project, project_id) if project_id else None
    project = project or db.session.scalar(
        select(Project)
        .where(or_(func.lower(Project.title) == title.lower(), Project.slug == title), Project.deleted_at.is_(None))
        .order_by(Project.id)
    )
    if project is None:
        used = set(db.session.scalars(select(Project.slug)))
        slug = free_slug([slug_of(title) or "project"], used, reserved=())[:MAX_SLUG_CHARACTERS]
        project = Project(slug=slug, title=title, timezone="UTC", has_unicode_slugs=False)
        if not is_dry_run:
            db.session.add(project)
    db.session.commit()
    if is_dry_run and project in db.session:
        # A dry run never writes these values.
        db.session.refresh(project)
        db.session.expunge(project)
    return project
