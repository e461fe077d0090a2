"""The name of a destination where calls to platforms are counted."""

from fsp.models.destination import SITE, Destination

MAX_CHARACTERS = 120


def destination_label(destination: Destination) -> str:
    """Return a name such as garden/Company blog; `site` for every built-in site, as it has always been."""
    if destination.platform == SITE:
        return SITE
    return f"{destination.project.slug}/{destination.name}".replace("|", " ")[:MAX_CHARACTERS]
