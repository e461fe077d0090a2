"""What the posts of a project already use, as suggestions: tags, series, authors, layouts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from fsp.models.item import PAGE_LAYOUT, Item
from fsp.models.project import Project
from fsp.stores import db

MAX_SUGGESTIONS = 200


@dataclass(frozen=True)
class ProjectWords:
    """The most used words first."""

    tags: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()


def project_words(project: Project) -> ProjectWords:
    """Return what the posts of a project use."""
    columns = (Item.tags, Item.series, Item.authors, Item.language, Item.layout)
    rows = db.session.execute(select(*columns).where(Item.project_id == project.id, Item.deleted_at.is_(None))).all()
    return ProjectWords(
        tags=_most_used(str(tag) for row in rows for tag in row.tags or ()),
        series=_most_used(row.series for row in rows),
        authors=_most_used([project.author, *(str(name) for row in rows for name in row.authors or ())]),
        languages=_most_used([project.language, *(row.language for row in rows)]),
        layouts=_most_used(row.layout for row in rows if row.layout != PAGE_LAYOUT),
    )


def _most_used(words: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(word for word in words if word)
    return tuple(word for word, _ in counts.most_common(MAX_SUGGESTIONS))
