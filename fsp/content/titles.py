"""The limits of titles and of the slugs made from them."""

from fsp.errors import InvalidInput

MAX_TITLE_CHARACTERS = 300


def checked_title(title: str) -> str:
    """Return the title without surrounding spaces; raise InvalidInput if it is empty or too long."""
    if not title.strip() or len(title) > MAX_TITLE_CHARACTERS:
        raise InvalidInput(f"A title must be 1–{MAX_TITLE_CHARACTERS} characters long, got {len(title.strip())}.")
    return title.strip()
