"""The style sheet and scripts of a site."""

import hashlib
from functools import lru_cache

from fsp import paths
from fsp.publishing.site.colours import accent_style

SCRIPTS = ("theme.js", "search.js")


def style_sheet(accent: str, own: str) -> str:
    """Return the style sheet of a site: the built-in one, its accent colour, and its own rules."""
    return f"{_built_in('site.css')}{accent_style(accent)}{own}"


def scripts() -> dict[str, str]:
    """Return the scripts of a site by name."""
    return {name: _built_in(f"site/{name}") for name in SCRIPTS}


@lru_cache(maxsize=64)
def style_version(accent: str, own: str) -> str:
    """Return a hash of the style sheet and scripts, for their addresses."""
    text = style_sheet(accent, own) + "".join(scripts().values())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


@lru_cache(maxsize=8)
def _built_in(name: str) -> str:
    return paths.resource("static").joinpath(name).read_text(encoding="utf-8")
