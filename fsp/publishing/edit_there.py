"""Looks whether somebody changed a post at its platform since FSP wrote it, before an update replaces that change."""

from fsp.errors import PermanentFailure
from fsp.models.publication import Publication
from fsp.publishing.sender import Sender

REPLACED = "It had been changed there. The update replaced that change."


def is_edited_there(sender: Sender, publication: Publication) -> bool:
    """Return whether the platform holds something else than FSP last wrote; False if it cannot say."""
    external_id, written = publication.external_id, publication.remote_hash
    if not (external_id and written and sender.platform.abilities.reads):
        return False
    try:
        remote = sender.call(sender.platform.read, external_id)
    except PermanentFailure:
        # The update says what is wrong.
        return False
    return bool(remote and remote.remote_hash and remote.remote_hash != written)
