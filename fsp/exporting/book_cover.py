"""The cover of a book: the author's own picture, else one made from its title."""

import json
import re
import tempfile
from pathlib import Path

from fsp import paths
from fsp.content.exported_project import ExportedImage, ExportedProject
from fsp.content.rendering.xhtml_tree import xml_text
from fsp.typesetting.compile import compile_in_child

_OWN = re.compile(r"(?:.*/)?cover\.(?:png|jpe?g)", re.IGNORECASE)


def own_cover(project: ExportedProject) -> ExportedImage | None:
    """Return the picture named `cover.jpg` or `cover.png` that is nearest to the top of the project's folder."""
    covers = [image for image in project.images if _OWN.fullmatch(image.path)]
    return min(covers, key=lambda image: (image.path.count("/"), image.path), default=None)


def made_cover(project: ExportedProject) -> bytes:
    """Return a cover as PNG, 1,200 by 1,800 pixels, with the title and the author."""
    data = {"title": xml_text(project.title).strip() or project.slug, "author": xml_text(project.author).strip()}
    with tempfile.TemporaryDirectory(prefix="fsp-cover-") as name:
        folder = Path(name)
        (folder / "cover.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        layout = paths.resource("templates") / "typst" / "cover.typ"
        (folder / "main.typ").write_text(layout.read_text(encoding="utf-8"), encoding="utf-8")
        compile_in_child(folder / "main.typ", folder / "cover.png")
        return (folder / "cover.png").read_bytes()
