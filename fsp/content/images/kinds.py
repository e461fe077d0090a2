"""Detects the type of an image by its first bytes, and gives advice for types that cannot be published."""

from fsp.content.images.avif import BRANDS
from fsp.content.images.svg import MEDIA_TYPE, is_svg
from fsp.errors import InvalidInput

PUBLISHED = "PNG, JPEG, GIF, WebP, AVIF or SVG"
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_REFUSED = (
    (b"BM", "a BMP; save it as PNG"),
    (b"II*\0", "a TIFF; save it as PNG or JPEG"),
    (b"MM\0*", "a TIFF; save it as PNG or JPEG"),
    (b"\0\0\1\0", "an icon (ICO); save it as PNG"),
    (b"8BPS", "a Photoshop file; export it as PNG or JPEG"),
    (b"%PDF", "a PDF; export its page as PNG"),
    (b"\xff\x0a", "a JPEG XL, which most browsers do not show; save it as JPEG or AVIF"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL, which most browsers do not show; save it as JPEG or AVIF"),
    (b"\x1f\x8b", "a compressed file; unpack it (an .svgz becomes an .svg)"),
    (b"version https://git-lfs", "a pointer of Git LFS, not the image; run git lfs pull, then import again"),
)


def media_type_of(data: bytes) -> str:
    """Return the type of an image by its first bytes; raise InvalidInput if it cannot be published."""
    for start, media_type in _MAGIC:
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _of_boxes(data)
    if is_svg(data):
        return MEDIA_TYPE
    raise InvalidInput(f"an image must be {PUBLISHED}, got {_described(data)}.")


def _of_boxes(data: bytes) -> str:
    brands = {data[at : at + 4] for at in (8, *range(16, min(int.from_bytes(data[:4], "big"), 256), 4))}
    if brands & BRANDS:
        return "image/avif"
    if brands & _HEIC_BRANDS:
        raise InvalidInput(
            f"an image must be {PUBLISHED}, got a HEIC photo, which few browsers show; export it as JPEG"
            ' (on an iPhone: Settings, Camera, Formats, "Most Compatible").'
        )
    raise InvalidInput(f"an image must be {PUBLISHED}, got a video. Link to it instead.")


def _described(data: bytes) -> str:
    if not data:
        return "an empty file; export it again"
    for start, described in _REFUSED:
        if data.startswith(start):
            return described
    return f"a file that starts with {data[:8]!r}; convert it"
