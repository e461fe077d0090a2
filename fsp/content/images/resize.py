"""Writes smaller versions of an image: resize.py SOURCE FOLDER WIDTH..., as WIDTH.webp in the folder.

It runs in a separate process, as turn.py does and for the same reasons, and imports nothing from FSP.
"""

import resource
import sys
from pathlib import Path

MAX_MEMORY_BYTES = 2 * 1024**3
MAX_PIXELS = 100_000_000
WEBP_QUALITY = 80


def main() -> None:
    """Read the image and write each width, from the largest to the smallest."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    from PIL import Image  # noqa: PLC0415 - loaded within the limit

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    source, folder, *sizes = sys.argv[1:]
    widths = sorted(map(int, sizes), reverse=True)
    with Image.open(source, formats=["JPEG", "PNG", "WEBP"]) as image:
        if getattr(image, "n_frames", 1) > 1:
            raise SystemExit("An animation has no smaller versions.")
        # A JPEG is decoded at a fraction of its size, which saves most of the time and the memory.
        image.draft("RGB", (widths[0], widths[0] * image.height // image.width))
        profile = image.info.get("icc_profile")
        has_holes = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        picture = image.convert("RGBA" if has_holes else "RGB")
    for width in widths:
        picture = picture.resize((width, max(1, round(picture.height * width / picture.width))))
        picture.save(Path(folder) / f"{width}.webp", quality=WEBP_QUALITY, method=4, icc_profile=profile)


if __name__ == "__main__":
    main()
