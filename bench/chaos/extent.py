"""How much of a chaos run is run: FULL=1 as the criteria are written, otherwise what fits into 25 minutes."""

import os
from typing import TypeVar

Size = TypeVar("Size", int, float)

IS_FULL = os.environ.get("FULL") == "1"


def extent(usual: Size, full: Size) -> Size:
    """Return a size: the usual one, or with FULL=1 the one of the criterion."""
    return full if IS_FULL else usual
