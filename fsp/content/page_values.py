"""Puts the values of front matter into the text where it outputs them: `{{ page.image }}` of Jekyll and others."""

import re
from collections.abc import Mapping
from typing import Any

from fsp.content.rendering.shortcode_tags import Tag, replace_tags
from fsp.content.rendering.source_lines import split_fences

_OUTPUT = re.compile(
    r"\.?(?:page|page\.data|\$frontmatter|frontmatter|page\.params|params)"
    r"(?P<keys>(?:\.[\w-]+|\[\s*[\"'][^\"'\]]+[\"']\s*\])+)"
    r"\s*(?:\|\s*(?:relative_url|absolute_url|escape|safe|strip|url)\s*)*\Z",
    re.IGNORECASE,
)
_KEY = re.compile(r"\.([\w-]+)|\[\s*[\"']([^\"'\]]+)[\"']\s*\]")


def with_page_values(body: str, values: Mapping[str, Any]) -> str:
    """Return a text with the texts and numbers that it outputs from its own front matter. Code stays as it is."""
    if "{{" not in body:
        return body
    blocks = split_fences(body)
    return "\n".join(
        block.text if block.is_code else replace_tags(block.text, lambda tag: _value(tag, values)) for block in blocks
    )


def _value(tag: Tag, values: Mapping[str, Any]) -> str | None:
    output = _OUTPUT.match(tag.expression) if not tag.name else None
    if output is None:
        return None
    value: Any = values
    for key in _KEY.finditer(output["keys"]):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key[1] or key[2])
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
