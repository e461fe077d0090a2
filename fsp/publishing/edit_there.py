"""Looks whether somebody changed a post at its platform since FSP wrote it, before an update replaces that change.

What is compared is the hash of what the platform said that it holds after FSP's last request. What a platform
changes in every text automatically is part of both, so it is no change.
"""

from fsp.destinations.contract import Remote
from fsp.errors import PermanentFailure
from fsp.models.publication import Publication
from fsp.publishing.sender import Sender

REPLACED = "It had been changed there. The update replaced that change."


class EditedThere(Exception):
    """Somebody changed the post there, so the update waits for a person. `edited_hash` is of what is there now."""

    def __init__(self, edited_hash: str, place: str) -> None:
        super().__init__(
            f"Somebody changed it at {place} since FSP wrote it. The update waits, so that nothing is lost."
        )
        self.edited_hash = edited_hash


def edit_there(sender: Sender, publication: Publication) -> str:
    """Return the hash of what somebody made of the post there; empty if nobody did, or the platform cannot say.

    After an update without an answer it is empty too: what is there may be what that update wrote.
    """
    external_id, is_unsure = publication.external_id, publication.update_sent_at is not None
    if not (external_id and publication.remote_hash and sender.platform.abilities.reads) or is_unsure:
        return ""
    try:
        remote = sender.call(sender.platform.read, external_id)
    except PermanentFailure:
        # The update says what is wrong.
        return ""
    return remote.remote_hash if remote and is_changed_there(publication, remote) else ""


def is_changed_there(publication: Publication, remote: Remote) -> bool:
    """Return whether the platform holds something else than after FSP's last request. Without a hash it is unknown."""
    is_known = bool(publication.remote_hash and remote.remote_hash)
    return is_known and publication.remote_hash != remote.remote_hash
