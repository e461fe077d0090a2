"""The language of a site, as the configuration of its generator says it."""

import re

from fsp.errors import InvalidInput
from fsp.importing.file_language import known_language
from fsp.importing.source import Source

MAX_BYTES = 200_000
MAX_DEPTH = 2

_FILE = re.compile(
    r"(?:.*/)?(?:config|hugo|zola|_config|_config\.\w+|conf|pelicanconf|docusaurus\.config|astro\.config|"
    r"eleventy\.config|_quarto)"
    r"\.(?:toml|ya?ml|py|js|ts|mjs|json)\Z"
)
_LINE = re.compile(
    r"^\s*[\"']?(?:default_?language|defaultContentLanguage|languageCode|DEFAULT_LANG|defaultLocale|lang|language|locale)"
    r"[\"']?\s*[=:]\s*[\"']?(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2})[\"']?\s*,?\s*(?:(?:#|//).*)?$",
    re.MULTILINE | re.IGNORECASE,
)


def site_language(source: Source) -> str:
    """Return the language as a tag; empty if no configuration says it."""
    names = [name for name in source.names if name.count("/") < MAX_DEPTH and _FILE.match(name)]
    for name in sorted(names, key=lambda name: (name.count("/"), name)):
        try:
            text = source.read(name)[:MAX_BYTES].decode("utf-8", "replace")
        except InvalidInput:
            continue
        for match in _LINE.finditer(text):
            if tag := known_language(match["tag"]):
                return tag
    return ""
