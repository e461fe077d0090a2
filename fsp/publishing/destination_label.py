"""The name of a destination where calls to platforms are counted."""

from fsp.models.destination import SITE, Destination, label_of


def destination_label(destination: Destination) -> str:
    """Return a name such as garden/Company blog; `site` for every built-in site."""
    # The project is not read for a site.
    slug = "" if destination.platform == SITE else destination.project.slug
    return label_of(destination.platform, slug, destination.name)
