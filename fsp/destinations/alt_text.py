"""The alt text of an image within a platform's limit."""

from fsp.destinations.contract import ImageLimits
from fsp.destinations.cut_text import longest_cut


def short_alt(alt: str, limits: ImageLimits) -> str:
    """Return an alt text on one line, cut at a word with an ellipsis if it is too long."""
    return longest_cut(" ".join(alt.split()), lambda text: len(text) <= limits.max_alt_characters)
