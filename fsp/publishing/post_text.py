"""The short text of a post at a destination: what a person wrote for it, else the one from the template."""

from fsp.destinations.contract import Markup, Platform, Post


def post_text(post: Post, text_override: str, platform: Platform) -> str:
    """Return the short text; empty for a platform that takes the whole text."""
    if platform.abilities.markup != Markup.TEXT:
        return ""
    return text_override or "\n\n".join(part for part in (post.title, post.canonical_url) if part)
