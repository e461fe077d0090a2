"""What one delivery sends: the post as the platform gets it, and what is frozen with its publication."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from fsp.destinations.contract import Post
from fsp.models.destination import Destination
from fsp.models.publication import Publication
from fsp.publishing.frozen import content_hash
from fsp.publishing.material import Material
from fsp.publishing.post_text import post_text
from fsp.publishing.record import Content, removals_of
from fsp.publishing.remote_post import post_key, remote_post
from fsp.publishing.sender import Sender
from fsp.settings import Settings


@dataclass(frozen=True)
class Subject:
    """One post at one destination, as one attempt sees it."""

    publication: Publication
    destination: Destination
    sender: Sender
    settings: Settings
    material: Material
    came_at: datetime

    @property
    def post(self) -> Post:
        """Return what the platform gets."""
        key = post_key(self.material.item, self.destination, removals=removals_of(self.publication))
        post = remote_post(self.material, settings=self.settings, came_at=self.came_at, key=key)
        text = post_text(
            post,
            self.sender.platform,
            template=self.destination.text_template,
            text_override=self.publication.text_override,
        )
        return replace(post, text=text, sent_since=self.publication.create_sent_at)

    def content(self, post: Post) -> Content:
        """Return what is frozen with the publication."""
        frozen = self.material.frozen(self.came_at)
        sha256 = hashlib.sha256(f"{content_hash(frozen, self.material.body)} {post.text}".encode()).hexdigest()
        return Content(sha256, self.material.revision_id, frozen)
