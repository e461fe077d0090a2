"""The alt text of an image within a platform's limit."""

from fsp.destinations.contract import ImageLimits


def short_alt(alt: str, limits: ImageLimits) -> str:
    """Return an alt text on one line, cut at a word with an ellipsis if it is too long."""
    text = " ".join(alt.split())
    if len(text) <= limits.max_alt_characters:
        return text
    start = text[: limits.max_alt_characters - 1]
    words, _, _ = start.rpartition(" ")
    return f"{(words or start).rstrip(' ,;:.')}…"
