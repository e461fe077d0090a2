"""Bundles the styles of the pages into one file, so that a page needs one request.

The style sheet names its parts at the top, one `@import "./css/x.css";` per line.
"""

import posixpath
import re
from pathlib import Path

_IMPORT = re.compile(r'^@import "(\./[^"]+)";\n', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


def bundle_styles(folder: Path, entry: str) -> str:
    """Return a style sheet with its parts inlined and without comments; raise ValueError for other imports."""
    source = folder.joinpath(entry).read_text(encoding="utf-8")

    def part(line: re.Match[str]) -> str:
        return bundle_styles(folder, posixpath.normpath(posixpath.join(posixpath.dirname(entry), line[1])))

    bundle = _COMMENT.sub("", _IMPORT.sub(part, source))
    if "@import" in bundle:
        raise ValueError(f'{entry} cannot be bundled: each import has the form @import "./css/x.css"; on its own line')
    return bundle
