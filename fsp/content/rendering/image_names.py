"""Which addresses name the file of an image, by its ending."""

import re

_IMAGE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|hei[cf]|svg|bmp|tiff?|ico)\Z", re.IGNORECASE)


def is_image_file(url: str) -> bool:
    """Return whether an address names a file of an image."""
    return _IMAGE_FILE.search(url.split("?", 1)[0].split("#", 1)[0]) is not None
