"""Finds the post that a file belongs to: the one with its source path, never one that only shares its slug."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sqlalchemy import select

from fsp.content.dates import without_date
from fsp.content.slugs import free_slug, slug_of
from fsp.importing.file_values import FileValues
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db

FOLDER_FILES = frozenset({"index", "_index", "readme"})
"""Files that represent their folder."""

_LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[a-z]{2})?\Z", re.IGNORECASE)


@dataclass
class ProjectIndex:
    """The posts of a project by path and slug, updated during an import."""

    project: Project
    ids_by_path: dict[str, int] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)
    """Slug → post, including posts without a file."""
    without_file: set[int] = field(default_factory=set)
    vanished: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """Posts whose file is not in the source: path, slug, and the SHA-256 of the last imported text."""

    def item_of(self, path: str, file: FileValues) -> int | None:
        """Return the post of this file: by path, else a post whose file was renamed to this one, else None."""
        existing_id = self.ids_by_path.get(comparable(path))
        if existing_id is not None:
            return existing_id
        by_slug = self.slugs.get(slug_of(file.slug, is_unicode=self._keeps_letters(file))) if file.slug else None
        if file.exported is not None and by_slug in self.without_file:
            return by_slug
        same_text = [item_id for item_id, gone in self.vanished.items() if file.body and gone[2] == file.body_sha256]
        if len(same_text) == 1:
            return same_text[0]
        return by_slug if by_slug in self.without_file or by_slug in self.vanished else None

    def claim(self, item_id: int, path: str, slug: str) -> None:
        """Record that a post now has this path and slug."""
        self.ids_by_path[comparable(path)] = item_id
        self.slugs[slug] = item_id
        self.without_file.discard(item_id)
        self.vanished.pop(item_id, None)

    def new_slug(self, path: str, file: FileValues) -> str:
        """Return a free slug: from the file's front matter or name, else with its language or its folder's name, else
        with a number.
        """
        is_unicode = self._keeps_letters(file)
        slug = slug_of(file.slug or name_of(path), is_unicode=is_unicode)
        slug = slug or slug_of(str(file.fields["title"]), is_unicode=is_unicode)
        folder = slug_of(PurePosixPath(path).parent.name, is_unicode=is_unicode)
        language = slug_of(str(file.fields["language"]))
        others = [f"{slug}-{language}"] if language and slug else []
        others += [f"{folder}-{slug}"] if folder and slug else []
        return free_slug([slug, *others], self.slugs)

    def _keeps_letters(self, file: FileValues) -> bool:
        """Return whether a slug is used as written, because an exported post already has a valid one."""
        return self.project.has_unicode_slugs or file.exported is not None


def read_index(project: Project, paths: Iterable[str]) -> ProjectIndex:
    """Read the posts of a project, including deleted ones, which keep their slugs until they are removed."""
    index = ProjectIndex(project)
    present = {comparable(path) for path in paths}
    rows = db.session.execute(
        select(Item.id, Item.slug, Item.source_path, Item.imported).where(Item.project_id == project.id)
    )
    for item_id, slug, source_path, imported in rows:
        index.slugs[slug] = item_id
        if source_path is None:
            index.without_file.add(item_id)
            continue
        index.ids_by_path[comparable(source_path)] = item_id
        if comparable(source_path) not in present:
            index.vanished[item_id] = (source_path, slug, (imported or {}).get("body_sha256", ""))
    redirects = select(Redirect.path, Redirect.item_id).where(Redirect.project_id == project.id)
    for path, item_id in db.session.execute(redirects):
        # An old address belongs to the post that had it and cannot be reused.
        index.slugs.setdefault(path, item_id)
    db.session.commit()
    return index


def comparable(path: str) -> str:
    """Return a path in one Unicode form, because file systems differ in how they write é."""
    return unicodedata.normalize("NFC", path)


def name_of(path: str) -> str:
    """Return the name that identifies a file: its own name without a date, or the folder's name for index.md and the
    like.
    """
    file = PurePosixPath(path)
    stem = _LANGUAGE.sub("", file.stem) if file.stem.lower().startswith("index.") else file.stem
    if stem.lower() not in FOLDER_FILES:
        return without_date(file.stem)
    return without_date(file.parent.name) or ("home" if stem.lower().lstrip("_") == "index" else stem)
