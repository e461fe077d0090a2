"""The language of a text by its path, as generators name translations: `post.fr.md`, `content/fr/post.md`."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from babel.localedata import exists

from fsp.content.languages import language_tag

_NAMED = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)\Z")
_ROOTS = frozenset({"content", "i18n", "docs", "posts", "blog"})


def known_language(written: str) -> str:
    """Return the tag of a language that exists, else an empty text."""
    tag = language_tag(written)
    return tag if tag and exists(tag.split("-")[0].lower()) else ""


class FileLanguages:
    """The languages of the posts of one source. A name is a language only where there are several."""

    def __init__(self, names: Iterable[str]) -> None:
        self._files: dict[str, set[str]] = {}
        self._folders: dict[str, set[str]] = {}
        for name in names:
            base, language = _of_name(name)
            self._files.setdefault(base, set()).add(language)
            place, language = _of_folder(name)
            if language:
                self._folders.setdefault(place, set()).add(language)

    def of(self, name: str) -> str:
        """Return the language of a post as a tag; empty if its path does not say it."""
        base, language = _of_name(name)
        if language and len(self._files.get(base, ())) > 1:
            return language
        place, language = _of_folder(name)
        return language if len(self._folders.get(place, ())) > 1 else ""


def _of_name(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    match = _NAMED.match(path.stem)
    language = known_language(match["language"]) if match else ""
    return (f"{path.parent}/{match['base']}", language) if match and language else (f"{path.parent}/{path.stem}", "")


def _of_folder(name: str) -> tuple[str, str]:
    parts = PurePosixPath(name).parts
    for place, part in enumerate(parts[1:-1], 1):
        language = known_language(part) if parts[place - 1] in _ROOTS else ""
        if language:
            return "/".join(parts[:place]), language
    return "", ""
