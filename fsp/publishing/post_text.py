"""The short text of a post at a destination: what a person wrote for it, else the one from the template."""

from fsp.destinations.contract import Markup, Platform, Post
from fsp.destinations.short_text import short_text


def post_text(post: Post, platform: Platform, *, template: str, text_override: str) -> str:
    """Return the short text; empty for a platform that takes the whole text."""
    if platform.abilities.markup != Markup.TEXT:
        return ""
    return text_override or short_text(post, platform, template)
