"""The short text of a post for a destination, from a template, within the platform's limit.

A template is plain text with {title}, {summary}, {url} and {hashtags}; {{ and }} are braces.
"""

import re
from dataclasses import dataclass

from fsp.destinations.contract import Abilities, Platform, Post
from fsp.destinations.cut_text import longest_cut
from fsp.destinations.hashtags import hashtags
from fsp.errors import InvalidInput

VARIABLES = ("title", "summary", "url", "hashtags")
MAX_HASHTAGS = 5
DEFAULT_TEMPLATE = "{title}\n\n{summary}\n\n{url}\n\n{hashtags}"
DEFAULT_TEMPLATES = {"bluesky": "{title}\n\n{summary}\n\n{url} {hashtags}"}
"""The template of a platform, where it differs."""
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class TextCount:
    """A text as a platform counts it. `max_length` and `max_bytes` are None where nothing limits them."""

    length: int
    max_length: int | None
    unit: str
    bytes: int
    max_bytes: int | None

    @property
    def fits(self) -> bool:
        """Return whether the platform accepts the text."""
        fits_length = self.max_length is None or self.length <= self.max_length
        return fits_length and (self.max_bytes is None or self.bytes <= self.max_bytes)


def count_text(text: str, platform: Platform) -> TextCount:
    """Count a text as the platform does."""
    abilities: Abilities = platform.abilities
    return TextCount(
        length=platform.length(text),
        max_length=abilities.max_length,
        unit=abilities.length_unit,
        bytes=len(text.encode()),
        max_bytes=abilities.max_text_bytes,
    )


def default_template(platform_name: str) -> str:
    """Return the template of a platform until a person writes another one."""
    return DEFAULT_TEMPLATES.get(platform_name, DEFAULT_TEMPLATE)


def fault_of_template(template: str) -> str:
    """Return what is wrong with a template; empty for a usable one."""
    for token in _TOKEN.finditer(template):
        name = token[1]
        if token[0] in {"{", "}"}:
            return f'has a single "{token[0]}". Write "{token[0] * 2}" for a brace'
        if name is not None and name not in VARIABLES:
            variables = ", ".join(f"{{{variable}}}" for variable in VARIABLES)
            return f'has an unknown variable "{{{name:.50}}}". Available: {variables}'
    return ""


def check_template(template: str) -> None:
    """Raise InvalidInput that names what is wrong with a template."""
    fault = fault_of_template(template)
    if fault:
        raise InvalidInput(f"The template {fault}.")


def short_text(post: Post, platform: Platform, template: str = "") -> str:
    """Return the text of a post for a platform, from its template or the platform's own.

    If it is too long, the summary is cut, then hashtags are left out, then the title is cut. The link stays whole.
    A template whose own words are too long returns a text that `count_text` shows as too long.
    """
    check_template(template)
    chosen = template or default_template(platform.name)
    tags = hashtags(post.tags)[:MAX_HASHTAGS]
    values = {
        "title": _one_line(post.title),
        "summary": _one_line(post.summary),
        "url": post.canonical_url,
        "hashtags": " ".join(tags),
    }

    def fits(**changes: str) -> bool:
        return count_text(_filled(chosen, values | changes), platform).fits

    values["summary"] = longest_cut(values["summary"], lambda summary: fits(summary=summary))
    while tags and not fits():
        tags.pop()
        values["hashtags"] = " ".join(tags)
    values["title"] = longest_cut(values["title"], lambda title: fits(title=title))
    return _filled(chosen, values)


def _filled(template: str, values: dict[str, str]) -> str:
    filled = _TOKEN.sub(lambda token: values[token[1]] if token[1] else token[0][0], template)
    lines = "\n".join(line.strip() for line in filled.splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
