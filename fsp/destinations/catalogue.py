"""The list of platforms. A new platform is one file, one line here, and its test."""

from importlib import import_module

from fsp.destinations.contract import Platform
from fsp.errors import UnknownName

PLATFORMS: dict[str, str] = {
    "bluesky": "fsp.destinations.bluesky.platform:BlueskyPlatform",
    "site": "fsp.publishing.site.platform:SitePlatform",
    "forem": "fsp.destinations.forem.platform:ForemPlatform",
    "mastodon": "fsp.destinations.mastodon.platform:MastodonPlatform",
    "folder": "fsp.destinations.folder:Folder",
    "s3": "fsp.destinations.s3.platform:S3",
    "sftp": "fsp.destinations.sftp.platform:Sftp",
    "git": "fsp.destinations.git.platform:Git",
    "micropub": "fsp.destinations.micropub.platform:Micropub",
    "newsletter": "fsp.destinations.newsletter.platform:Newsletter",
    "listmonk": "fsp.destinations.listmonk.platform:Listmonk",
    "webhook": "fsp.destinations.webhook.platform:Webhook",
    "ghost": "fsp.destinations.ghost.platform:Ghost",
    "wordpress": "fsp.destinations.wordpress.platform:WordPress",
}
"""The class of each platform by name. It is imported on first use."""


def platform_class(name: str) -> type[Platform]:
    """Return the class of a platform; raise UnknownName that lists the available ones."""
    if name not in PLATFORMS:
        raise UnknownName(f'Unknown platform "{name:.100}". Available: {", ".join(sorted(PLATFORMS))}.', name)
    module, _, class_name = PLATFORMS[name].partition(":")
    platform: type[Platform] = getattr(import_module(module), class_name)
    return platform
