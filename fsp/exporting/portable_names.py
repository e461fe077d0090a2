"""File names that every system can unpack: allowed on Windows, and unique without regard to case.

Source: Microsoft, "Naming Files, Paths, and Namespaces".
"""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

MAX_PATH_CHARACTERS = 180
MAX_NAME_BYTES = 200

_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*\Z", re.IGNORECASE)


class PortableNames:
    """Assigns each path a unique name in the archive: the path itself if every system allows it."""

    def __init__(self, reserved: tuple[str, ...] = ()) -> None:
        self._files: set[str] = {_alike(name) for name in reserved}
        self._folders: set[str] = set()
        self.renamed: dict[str, str] = {}
        """Name in the archive → the path that stands for it."""

    def claim(self, path: str) -> str:
        """Return a unique name for a path."""
        portable_path = portable(path)
        while self._is_under_a_file(portable_path):
            portable_path = f"_{portable_path}"
        name, number = portable_path, 1
        while self._is_taken(name):
            number += 1
            file = PurePosixPath(portable_path)
            name = str(file.with_name(f"{file.stem}-{number}{file.suffix}"))
        self._files.add(_alike(name))
        self._folders |= {_alike(str(folder)) for folder in PurePosixPath(name).parents}
        if name != path:
            self.renamed[name] = path
        return name

    def _is_taken(self, name: str) -> bool:
        return _alike(name) in self._files or _alike(name) in self._folders

    def _is_under_a_file(self, name: str) -> bool:
        return any(_alike(str(folder)) in self._files for folder in PurePosixPath(name).parents)


def portable(path: str) -> str:
    """Return a path that every system allows and that stays inside the unpacked folder."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    whole = "/".join(_portable_part(part) for part in parts) or "_"
    if len(whole) <= MAX_PATH_CHARACTERS:
        return whole
    suffix = PurePosixPath(whole).suffix[:10]
    return f"long-names/{PurePosixPath(whole).stem[:60].rstrip(' .')}-{_digest(path)}{suffix}"


def _portable_part(part: str) -> str:
    name = _FORBIDDEN.sub("_", part)
    name = name if name == name.rstrip(" .") else f"{name.rstrip(' .')}_"
    # A name that starts with a dot is hidden, and an import skips hidden files.
    name = f"_{name}" if name.startswith((".", " ")) else name
    stem, point, rest = name.partition(".")
    name = f"{stem}_{point}{rest}" if _DEVICE.match(stem) else name
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    suffix = PurePosixPath(name).suffix[:10]
    start = name.encode()[: MAX_NAME_BYTES - 30].decode("utf-8", "ignore").rstrip(" .")
    return f"{start}-{_digest(part)}{suffix}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
