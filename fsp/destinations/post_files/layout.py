"""The settings that all platforms of files share: what is written, and where."""

import hashlib
import re
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from string import Formatter

from pydantic import BaseModel, Field, field_validator

from fsp.destinations.contract import Post
from fsp.errors import PermanentFailure

PLACEHOLDERS = ("slug", "year", "month", "day", "language")
POST_ENDINGS = (".md", ".markdown", ".mdx", ".qmd")
MAX_PATH_BYTES = 900
MAX_SLUG_BYTES = 150
"""File systems take names of 255 bytes, and a slug of 100 characters may have 300."""
_NOT_IN_A_LINK = re.compile(r"[\s()<>\"':]")
_ENDS_A_LINK = re.compile(rf"{_NOT_IN_A_LINK.pattern}|%")
_PART = re.compile(r"[^\x00-\x1f\x7f\\\ud800-\udfff]+")


class Content(StrEnum):
    """What a platform of files receives."""

    MARKDOWN = "markdown"
    SITE = "site"


class FileLayout(BaseModel):
    """What is written, and the paths of its files."""

    content: Content = Field(
        Content.MARKDOWN,
        title="Content",
        description="markdown: each post as a Markdown file with front matter, and its images. "
        "site: a copy of the project's built site.",
    )
    post_path: str = Field(
        "{slug}.md",
        title="Path of a post",
        description="For Markdown. {slug}, {year}, {month}, {day} and {language} are replaced, such as "
        "_posts/{year}-{month}-{day}-{slug}.md for Jekyll or content/posts/{slug}/index.md for Hugo.",
        max_length=300,
    )
    image_folder: str = Field(
        "images/{slug}",
        title="Folder of a post's images",
        description="For Markdown. The same placeholders; {slug} must be among them.",
        max_length=300,
    )
    public_url: str = Field(
        "",
        title="Public address",
        description="For Markdown: the address of a post, such as https://example.org/{slug}/. "
        "For a site: the address of its first page. Empty if the files are not on the web.",
        max_length=500,
    )

    @field_validator("post_path", "image_folder")
    @classmethod
    def _check_path(cls, path: str) -> str:
        checked_path(_filled(path, dict.fromkeys(PLACEHOLDERS, "x")))
        if _NOT_IN_A_LINK.search(path):
            raise ValueError("must have no spaces, quotes or brackets, because texts link to it")
        if "{slug}" not in path:
            raise ValueError("must contain {slug}, so that each post has its own path")
        return path

    @field_validator("post_path")
    @classmethod
    def _check_ending(cls, path: str) -> str:
        if not path.endswith(POST_ENDINGS):
            raise ValueError(f"must end with one of {', '.join(POST_ENDINGS)}")
        return path

    @field_validator("public_url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must start with https:// or http://")
        _filled(url, dict.fromkeys(PLACEHOLDERS, "x"))
        return url

    @property
    def suffix(self) -> str:
        """Return the ending of post files."""
        return PurePosixPath(self.post_path).suffix

    def path_of(self, post: Post) -> str:
        """Return the path of a post's file."""
        return _post_path(self.post_path, post)

    def image_folder_of(self, slug: str, published_at: datetime | None, language: str) -> str:
        """Return the folder of a post's images."""
        return _filled(self.image_folder, _values(linked_slug(slug), published_at, language))

    def url_of(self, slug: str, published_at: datetime | None, language: str, *, canonical_url: str) -> str:
        """Return the public address of a post: by the setting, else the address where the post belongs."""
        if not self.public_url:
            return canonical_url
        return _filled(self.public_url, _values(slug, published_at, language))


def short_slug(slug: str) -> str:
    """Return a slug that fits into the name of a file: the rest of a long one is replaced by a digest."""
    written = slug.encode("utf-8", "replace")
    if len(written) <= MAX_SLUG_BYTES:
        return slug
    start = written[: MAX_SLUG_BYTES - 9].decode("utf-8", "ignore").rstrip("-")
    return f"{start}-{hashlib.sha256(written).hexdigest()[:8]}"


def linked_slug(slug: str) -> str:
    """Return a slug for a folder that texts link to: without what ends a link, or what a reader decodes."""
    plain = _ENDS_A_LINK.sub("-", slug)
    return short_slug(slug if plain == slug else f"{plain}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}")


def is_inside(path: str) -> bool:
    """Return whether a path stays inside its place."""
    try:
        return bool(checked_path(path))
    except ValueError:
        return False


def checked_path(path: str) -> str:
    """Return a path that stays inside its place; raise ValueError for another one."""
    parts = path.split("/")
    is_plain = all(_PART.fullmatch(part) and part not in {".", ".."} for part in parts)
    if not is_plain or len(path.encode()) > MAX_PATH_BYTES:
        raise ValueError("must be a relative path of plain names, without .. and without a slash at either end")
    return path


def _post_path(template: str, post: Post) -> str:
    try:
        return checked_path(_filled(template, _values(short_slug(post.slug), post.published_at, post.language)))
    except ValueError as error:
        raise PermanentFailure(f'The path of "{post.title:.100}" {error}. Change the slug or the settings.') from error


def _values(slug: str, published_at: datetime | None, language: str) -> dict[str, str]:
    year, month, day = f"{published_at:%Y-%m-%d}".split("-") if published_at else ("", "", "")
    return {"slug": slug, "year": year, "month": month, "day": day, "language": language or "en"}


def _filled(template: str, values: dict[str, str]) -> str:
    """Return a template with its placeholders replaced; raise ValueError for an unknown one."""
    try:
        fields = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError("has a brace without its pair") from error
    for _, name, spec, conversion in fields:
        if name is not None and (name not in values or spec or conversion):
            raise ValueError(f"has the unknown placeholder {{{name}}}; known: {', '.join(PLACEHOLDERS)}")
    return "".join(text + (values[name] if name is not None else "") for text, name, _, _ in fields)
