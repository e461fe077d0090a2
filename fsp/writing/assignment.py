"""What to write about: the fields of a post that a prompt may contain, and nothing else."""

from dataclasses import dataclass

from fsp.errors import PermanentFailure
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db

AS_NEEDED = "as the subject needs"


@dataclass(frozen=True)
class Assignment:
    """A post and its project. `language` is that of the post."""

    item_id: int
    project_id: int
    project_slug: str
    project_title: str
    title: str
    brief: str
    summary: str
    tags: tuple[str, ...]
    language: str

    def values(self, **more: str) -> dict[str, str]:
        """Return the values of the placeholders, with those of a step."""
        return {
            "title": self.title,
            "brief": self.brief,
            "summary": self.summary,
            "tags": ", ".join(self.tags),
            "project": self.project_title,
            "language": self.language,
            **more,
        }


def read_assignment(item_id: int) -> Assignment:
    """Read what to write about; raise PermanentFailure if that cannot be known."""
    item = db.session.get(Item, item_id)
    if item is None or item.deleted_at is not None:
        raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
    if not (item.brief.strip() or item.title.strip()):
        raise PermanentFailure("The post has neither a title nor a brief. Describe what it should be about.")
    project = db.session.get_one(Project, item.project_id)
    assignment = Assignment(
        item_id=item.id,
        project_id=project.id,
        project_slug=project.slug,
        project_title=project.title,
        title=item.title,
        brief=item.brief,
        summary=item.summary,
        tags=tuple(str(tag) for tag in item.tags),
        language=item.language or project.language,
    )
    db.session.commit()
    return assignment
