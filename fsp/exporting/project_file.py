"""`fsp.yaml`: the settings of the project, which an import reads."""

import yaml

from fsp.exporting.exported_project import ExportedProject

NAME = "fsp.yaml"


def project_text(project: ExportedProject) -> str:
    """Return the settings file of a project."""
    values = {
        "title": project.title,
        "description": project.description,
        "author": project.author,
        "language": project.language,
        "timezone": project.timezone,
        "unicode_slugs": project.has_unicode_slugs,
        "fetch_remote_images": project.fetches_remote_images,
        "platforms": list(project.platforms),
    }
    return str(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100))
