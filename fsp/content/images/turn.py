"""Rotates an image in a separate process: turn.py ORIENTATION, with the image on stdin and stdout.

Decoding takes at least 3 bytes per pixel, in Pillow's C code. A separate process returns the memory, and a crash
affects one image only. It imports nothing from FSP, so it starts fast.
"""

import io
import resource
import sys

MAX_MEMORY_BYTES = 2 * 1024**3
MAX_PIXELS = 100_000_000
WEBP_QUALITY = 90


def main() -> None:
    """Read an image, rotate it, and write it in the same format with as few changes as possible."""
    # Pillow's own limit is half of the size that it refuses. FSP's limit is checked before this program starts.
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    from PIL import Image, JpegImagePlugin  # noqa: PLC0415 - loaded within the limit

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    data = sys.stdin.buffer.read()
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as image:
        kind, options = str(image.format), {"icc_profile": image.info.get("icc_profile")}
        if kind == "JPEG":
            sampling = JpegImagePlugin.get_sampling(image)
            # 4:2:2 would become 4:4:0, which few encoders support.
            options |= {
                "qtables": getattr(image, "quantization", None),
                "subsampling": sampling if sampling in {0, 2} else 0,
            }
            options |= {"progressive": "progressive" in image.info, "optimize": True}
        if kind == "WEBP":
            options |= {"lossless": b"VP8L" in data[:64], "quality": WEBP_QUALITY}
        turned = image.transpose(turns[int(sys.argv[1])])
    turned.info = {key: value for key, value in turned.info.items() if key in {"transparency", "gamma"}}
    out = io.BytesIO()
    turned.save(out, kind, **{key: value for key, value in options.items() if value is not None})
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main()
