"""`fsp.yaml`: the settings of the project, which an import reads."""

from typing import Any

import yaml

from fsp.content.exported_project import ExportedProject
from fsp.content.site_design import text_of_links

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
        **{name: value for name, value in _design(project).items() if value},
        **_planning(project),
        "platforms": list(project.platforms),
    }
    return str(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100))


def _planning(project: ExportedProject) -> dict[str, Any]:
    """Return the recurring times of its posts, and its review rules if they are not those of a new project."""
    rules = {
        "required_approvals": project.required_approvals,
        "reviewer_role": project.reviewer_role,
        "reviewers": list(project.reviewers),
        "may_approve_own": project.may_approve_own,
    }
    has_rules = tuple(rules.values()) != (0, "operator", [], False)
    return ({"publishing_slots": list(project.slots)} if project.slots else {}) | (rules if has_rules else {})


def _design(project: ExportedProject) -> dict[str, Any]:
    return {
        "accent": project.accent,
        "logo": project.logo,
        "navigation": text_of_links(project.navigation).splitlines(),
        "footer": project.footer,
    }
