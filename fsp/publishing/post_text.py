"""The short text of a post at a destination: what a person wrote for it, else the one from the template."""

from fsp.destinations.contract import Markup, Platform, Post
from fsp.destinations.short_text import short_text
from fsp.errors import InvalidInput, PermanentFailure


def post_text(post: Post, platform: Platform, *, template: str, text_override: str) -> str:
    """Return the short text; empty for a platform that takes the whole text.

    `template` is empty for the platform's default. Raise PermanentFailure if it is unusable.
    """
    if platform.abilities.markup != Markup.TEXT:
        return ""
    try:
        return text_override or short_text(post, platform, template)
    except InvalidInput as error:
        raise PermanentFailure(f"{error} Correct the template of the destination.") from error
