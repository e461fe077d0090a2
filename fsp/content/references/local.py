"""Parses an address within the project."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from fsp.content.rendering.addresses import is_elsewhere

_FROM_ROOT = re.compile(
    r"(?:@/|~/|@(?=[a-z]+/)|\{(?:static|filename|attach|index)\}|\|(?:static|filename|attach)\|)", re.IGNORECASE
)


@dataclass(frozen=True)
class LocalAddress:
    """The parts of an address: a decoded path with forward slashes, and the query and fragment as written."""

    path: str
    query: str = ""
    fragment: str = ""
    is_from_root: bool = False

    def leaves(self, source_path: str) -> bool:
        """Return whether the path leads out of the imported folder."""
        depth = len(PurePosixPath(source_path).parent.parts)
        for part in self.path.split("/"):
            depth += -1 if part == ".." else part not in {"", "."}
            if depth < 0:
                return True
        return False


def local_address(url: str) -> LocalAddress | None:
    """Return the parts of an address within the project, or None for any other address."""
    if is_elsewhere(url) or url.startswith("//"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = unquote(parts.path).replace("\\", "/").strip()
    prefix = _FROM_ROOT.match(path)
    if prefix:
        path = path[prefix.end() :]
    is_from_root = path.startswith("/") or (prefix is not None and not prefix[0].lower().startswith("{a"))
    return LocalAddress(path.lstrip("/"), parts.query, unquote(parts.fragment), is_from_root)
