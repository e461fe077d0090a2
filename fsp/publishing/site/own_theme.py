"""A project's own style sheet and templates, in `themes/PROJECT` of the data folder.

A template of the site that cannot be used is replaced by the built-in one, and the fault is kept to be shown.
"""

import hashlib
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
    select_autoescape,
)
from jinja2.sandbox import SandboxedEnvironment

from fsp import paths
from fsp.content.templates import render
from fsp.content.wording import FILTERS
from fsp.settings import Settings

STYLE, FONT = "site.css", "card.ttf"
BUILT_IN = "builtin"
"""The prefix of the built-in templates, which a template of the same name may extend."""


class Theme:
    """The templates of one site. `problem` names the first fault that was met, empty if there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.problem = folder, ""
        self.templates = {path.stem: path for path in sorted(folder.glob("*.html"))} if folder.is_dir() else {}
        self._environment = _environment(folder) if self.templates else None

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Render a page with the site's own template, or with the built-in one if that fails."""
        if self._environment is not None:
            try:
                return self._environment.get_template(f"site/{name}.html").render(**values)
            except Exception as error:  # noqa: BLE001  (a template may do anything; the site must not break)
                self.problem = self.problem or _fault(error, self.folder)
        return render(f"site/{name}.html", **values)

    @property
    def style(self) -> str:
        """Return the site's own style sheet, empty if it has none."""
        file = self.folder / STYLE
        return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""

    @property
    def font(self) -> Path | None:
        """Return the font for the images of links, if the site has its own."""
        file = self.folder / FONT
        return file if file.is_file() else None

    def fingerprint(self) -> str:
        """Return a hash of the style sheet, the templates and the font."""
        digest = hashlib.sha256()
        for file in (*self.templates.values(), self.folder / STYLE, self.folder / FONT):
            if file.is_file():
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()


def theme_of(settings: Settings, project_slug: str) -> Theme:
    """Return the theme of a project."""
    return Theme(theme_folder(settings, project_slug))


def theme_folder(settings: Settings, project_slug: str) -> Path:
    """Return the folder of a project's own style sheet and templates. It need not exist."""
    return paths.inside(paths.themes_folder(settings), project_slug)


def _environment(folder: Path) -> Environment:
    built_in = FileSystemLoader(paths.resource("templates") / "site")
    jinja = SandboxedEnvironment(
        loader=PrefixLoader({"site": ChoiceLoader([FileSystemLoader(folder), built_in]), BUILT_IN: built_in}),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(FILTERS)
    return jinja


def _fault(error: Exception, folder: Path) -> str:
    """Return the file, the line and the message of a fault in a template."""
    if isinstance(error, TemplateSyntaxError):
        name = Path(error.filename).name if error.filename else error.name or "?"
        return f"{name}, line {error.lineno}: {error.message}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parent == folder]
    place = f"{Path(own[-1].filename).name}, line {own[-1].lineno}: " if own else ""
    return f"{place}{type(error).__name__}: {error}"
