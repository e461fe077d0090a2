"""Small real images, made by Pillow."""

import io
import struct
from typing import Any

from PIL import Image

SECRET = b"Rue Privee 7"


def picture(kind: str, *, size: tuple[int, int] = (40, 20), exif: bytes | None = None, **options: Any) -> bytes:
    """Return an image whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options, **({"exif": exif} if exif else {}))
    return out.getvalue()


def exif(*, orientation: int = 1) -> bytes:
    """Return an EXIF block with an orientation, a position and an address."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010E] = SECRET.decode()
    block.get_ifd(0x8825)[1] = "N"
    return block.tobytes()


def opened(data: bytes) -> Image.Image:
    """Return the image as Pillow sees it."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def jpeg_segment(marker: int, body: bytes) -> bytes:
    """Return one segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
