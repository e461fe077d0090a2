"""The JSON of a webhook."""

import hashlib
import json
from typing import Any

from fsp.clock import iso
from fsp.destinations.contract import Post, PostImage
from fsp.destinations.site_images import html_with_site_images, image_url
from fsp.settings import Settings


def post_fields(post: Post, settings: Settings) -> dict[str, Any]:
    """Return the fields of a post."""

    def image_fields(image: PostImage) -> dict[str, Any]:
        return {
            "source": image.source,
            "other_sources": list(image.other_sources),
            "url": image_url(image.sha256, post, settings),
            "sha256": image.sha256,
            "media_type": image.media_type,
            "alt": image.alt,
            "width": image.width,
            "height": image.height,
        }

    return {
        "key": post.key,
        "project": post.project_slug,
        "slug": post.slug,
        "title": post.title,
        "summary": post.summary,
        "markdown": post.markdown,
        "html": html_with_site_images(post, settings),
        "text": post.text,
        "tags": list(post.tags),
        "authors": list(post.authors),
        "language": post.language,
        "canonical_url": post.canonical_url,
        "published_at": iso(post.published_at),
        "images": [image_fields(image) for image in post.images],
        "cover": image_fields(post.cover) if post.cover else None,
    }


def digest(fields: dict[str, Any]) -> str:
    """Return 16 hexadecimal digits that change with the content."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]
