"""The images of a post at their public addresses on the project's built site."""

import re

from fsp.content.media_names import media_address
from fsp.destinations.contract import Post
from fsp.settings import Settings

_MEDIA = re.compile(r'="media:([0-9a-f]{64})"')


def image_url(sha256: str, post: Post, settings: Settings) -> str:
    """Return the public address of an image. The built site has it as long as a post there uses it."""
    source = next((image.source for image in (*post.images, post.cover) if image and image.sha256 == sha256), "")
    return f"{settings.public_url}/site/{post.project_slug}/{media_address(source, sha256)}"


def html_with_site_images(post: Post, settings: Settings) -> str:
    """Return the HTML of a post with absolute addresses of its images."""
    return _MEDIA.sub(lambda match: f'="{image_url(match[1], post, settings)}"', post.html)
