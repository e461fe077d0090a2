"""The orientation in an EXIF block. Source: CIPA DC-008, Exif 2.32; TIFF 6.0."""

import struct

ORIENTATION_TAG = 0x0112
UPRIGHT = 1


def orientation_of(tiff: bytes) -> int:
    """Return the orientation, 1 to 8; 1 (upright) if there is none or the block is damaged."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(tiff[:4]))
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for index in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * index)
            if tag == ORIENTATION_TAG:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT
