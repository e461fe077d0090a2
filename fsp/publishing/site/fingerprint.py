"""What every page of a site depends on: the project's settings and the rendering code of this version."""

import hashlib
import json
from functools import cache
from pathlib import Path

import fsp
from fsp import paths
from fsp.models.project import Project
from fsp.publishing.site.own_theme import Theme


def site_fingerprint(project: Project, theme: Theme, *, address: str) -> str:
    """Return a hash that changes when every page must be written again."""
    facts = [project.title, project.description, project.author, project.language, project.timezone, address]
    facts += [project.accent, project.logo, project.footer, json.dumps(project.navigation), theme.fingerprint()]
    return hashlib.sha256(json.dumps([*facts, _version()]).encode()).hexdigest()


@cache
def _version() -> str:
    """Return a hash of the templates, the style sheet and the rendering code."""
    package = Path(fsp.__file__).parent
    files = [
        *sorted(paths.resource("templates").glob("site/*")),
        *sorted(paths.resource("static").glob("site/*")),
        paths.resource("static") / "site.css",
        *sorted((package / "publishing" / "site").glob("*.py")),
        *sorted((package / "content").rglob("*.py")),
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
