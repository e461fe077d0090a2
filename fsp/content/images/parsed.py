"""What a reader of one image format returns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ParsedImage:
    """An image without its private metadata, not turned upright yet."""

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    orientation: int = 1
    """The number of the EXIF tag: 1 is upright."""
    is_animated: bool = False
    damage: str = ""
    """What is wrong with the file; empty if nothing is."""
    unread: bytes = b""
    """What follows the damage, as it was: the end of `data`."""
    notes: tuple[str, ...] = ()
