"""The arguments of an export, with the defaults that its job type adds."""

from typing import Any

from fsp.exporting.formats import DEFAULT_FORMATS


def export_arguments(project: str) -> dict[str, Any]:
    """Return the stored arguments of an export that was requested with a project alone."""
    return {"project": project, "formats": list(DEFAULT_FORMATS), "paper": "a5", "bleed_millimetres": 0}
