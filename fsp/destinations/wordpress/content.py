"""The content of a post as WordPress stores it: one HTML block that starts with the marker."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from fsp.destinations.contract import ImageLimits, Post
from fsp.destinations.marker import marker_of
from fsp.destinations.post_html import UploadedImage, html_of, without_control_characters
from fsp.destinations.wordpress.settings import WordPressSettings

_CODE = re.compile(r"<(pre|code|kbd|samp)\b.*?</\1>", re.DOTALL)
_BRACKET = "&#091;"
"""A "[" that starts no shortcode. In this form, with three digits, it passes WordPress's filter unchanged."""
_OPENS, _CLOSES = "<!-- wp:html -->", "<!-- /wp:html -->"


def content_of(
    post: Post, uploaded: Mapping[str, UploadedImage], *, limits: ImageLimits, settings: WordPressSettings
) -> str:
    """Return the content of a post.

    The block keeps WordPress from adding paragraphs and line breaks. The marker is a comment, because WordPress drops
    unknown fields, but keeps comments for every role and finds them by its search.
    """
    html = html_of(post, uploaded, limits)
    if settings.links_to_original and post.canonical_url:
        html = f"{html}\n{_original_line(post.canonical_url)}"
    return f"{_OPENS}\n{_comment(marker_of(post.key))}\n{without_shortcodes(html, settings=settings)}\n{_CLOSES}"


def without_shortcodes(html: str, *, settings: WordPressSettings) -> str:
    """Return HTML in which WordPress finds no shortcode: in code, and everywhere unless the settings run them."""
    if settings.runs_shortcodes:
        return _CODE.sub(lambda match: match[0].replace("[", _BRACKET), html)
    return html.replace("[", _BRACKET)


def plain(text: str) -> str:
    """Return a plain text, such as a title, as WordPress stores it: on one line, escaped."""
    return escape(" ".join(without_control_characters(text).split()), quote=False)


def without_marker(content: str) -> str:
    """Return a stored content without markers, so that no look-up finds it."""
    return re.sub(r"<!-- fsp-[0-9a-f]{32} -->\n?", "", content)


def has_marker(content: str, key: str) -> bool:
    """Return whether a stored content is that of the post with this key."""
    return _comment(marker_of(key)) in content


def _comment(marker: str) -> str:
    return f"<!-- {marker} -->"


def _original_line(url: str) -> str:
    address = escape(url)
    return f'<p class="fsp-original"><a href="{address}">{escape(urlsplit(url).hostname or url)}</a></p>'
