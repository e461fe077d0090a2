"""The names by which a text may refer to a post: paths without extension, their last parts, slugs, titles, old
addresses.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from slugify import slugify

from fsp.content.dates import without_date

FOLDER_FILES = frozenset({"index", "_index", "readme"})
"""Files that represent their folder."""
MAX_NAME_CHARACTERS = 500
MAX_SHORTENED = 8

_ENDING = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx|qmd|html?|php|aspx?|rst|ipynb)\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"\.[a-z]{2}(?:[-_][a-z]{2,4})?\Z")
_DRAFTS = frozenset({"_posts", "_drafts"})


def post_names(
    *, source_path: str = "", slug: str = "", title: str = "", addresses: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the names under which a post is found, without duplicates, the most specific first."""
    names = [name_of_path(source_path), *(name_of_path(address) for address in addresses)]
    path = names[0]
    for written in _spellings(path):
        names += _endings(written)
    names += [slug.casefold(), name_of_path(slug), *_title_names(title)]
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= MAX_NAME_CHARACTERS))


def index_names(posts: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """Return name → key of post, from the key and names of each post.

    The most specific name of a post always refers to it.
    """
    posts = list(posts)
    index: dict[str, str] = {}
    for key, names in posts:
        for name in names[:1]:
            index.setdefault(name, key)
    for key, names in posts:
        for name in names[1:]:
            index.setdefault(name, key)
    return index


def first_in(index: Mapping[str, str]) -> Callable[[Sequence[str]], str | None]:
    """Return a function that returns the key of the first of some names that the index has, or None."""
    return lambda names: next((key for name in names if (key := index.get(name)) is not None), None)


def wanted_names(source_path: str, path: str, *, is_from_root: bool = False) -> Iterator[str]:
    """Return the names that a path in the text of `source_path` may mean, the most specific first."""
    folder = PurePosixPath(source_path).parent
    name = name_of_path(path)
    language = _LANGUAGE.search(PurePosixPath(source_path).stem.casefold())
    if not is_from_root and not path.startswith("/"):
        # Relative to the file, and relative to the page that generators create from it.
        for place in (folder, PurePosixPath(name_of_path(source_path))):
            beside = name_of_path(joined(place, path))
            if beside and language:
                yield f"{beside}{language[0]}"
            yield beside
    if language and name:
        yield f"{name}{language[0]}"
    for written in _spellings(name):
        yield from _endings(written)
    yield slugify(name.rsplit("/", 1)[-1])


def name_of_path(path: str) -> str:
    """Return a path as a name: normalised, without extension, and the folder's name for index.md and the like."""
    text = unicodedata.normalize("NFC", path.replace("\\", "/")).casefold().strip()
    text = "/".join(part for part in text.split("/") if part not in {"", "."})
    text = _ENDING.sub("", text)
    folder, _, last = text.rpartition("/")
    return folder if _LANGUAGE.sub("", last) in FOLDER_FILES else text


def joined(folder: PurePosixPath | str, path: str) -> str:
    """Return a path relative to a folder as one relative to the imported folder. It never leaves that folder."""
    parts: list[str] = []
    for part in (PurePosixPath(folder) / path).parts:
        if part == "..":
            del parts[-1:]
        elif part not in {"/", "."}:
            parts.append(part)
    return "/".join(parts)


def _spellings(name: str) -> Iterator[str]:
    """Return a name, and the same name without the date and language in its last part."""
    yield name
    folder, slash, last = name.rpartition("/")
    plain = without_date(_LANGUAGE.sub("", last))
    if plain != last:
        yield f"{folder}{slash}{plain}"
    folders = [part for part in folder.split("/") if part not in _DRAFTS]
    if folder and folders != folder.split("/"):
        yield "/".join([*folders, plain])


def _endings(name: str) -> Iterator[str]:
    """Return a name and all its suffixes of whole path parts."""
    parts = name.split("/")
    for start in range(max(0, len(parts) - MAX_SHORTENED), len(parts)):
        yield "/".join(parts[start:])


def _title_names(title: str) -> list[str]:
    return [" ".join(unicodedata.normalize("NFC", title).casefold().split())]
