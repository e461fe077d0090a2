"""The words of the theme, such as "Newer posts", in the language of a page."""

import json
from collections.abc import Callable
from functools import cache, lru_cache

from fsp import paths
from fsp.content.languages import language_tag

DEFAULT_LANGUAGE = "en"

Words = Callable[..., str]
"""Returns the words for a key, with its `{values}` filled in."""


@lru_cache(maxsize=64)
def words_of(language: str) -> Words:
    """Return the words in a language, in English if the theme does not speak it."""
    texts = _all_words().get(language_tag(language).split("-", 1)[0].lower(), _all_words()[DEFAULT_LANGUAGE])

    def word(key: str, **values: object) -> str:
        return texts[key].format(**values)

    return word


@cache
def _all_words() -> dict[str, dict[str, str]]:
    file = paths.resource("templates") / "site" / "words.json"
    words: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return words
