"""The result of parsing one image format."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ParsedImage:
    """An image without private metadata, not rotated yet."""

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    orientation: int = 1
    """The value of the EXIF tag: 1 is upright."""
    is_animated: bool = False
    damage: str = ""
    """What is wrong with the file; empty if nothing is."""
    unread: bytes = b""
    """The unchanged data after the damage: the end of `data`."""
    notes: tuple[str, ...] = ()
