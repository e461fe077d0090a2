"""Uploads are remembered for one destination."""

from fsp.destinations.uploads import StoredUploads
from fsp.models.destination import Destination

SHA256 = "a" * 64


def test_an_upload_is_remembered_once_and_forgotten(notes: Destination) -> None:
    uploads = StoredUploads(notes.id)

    assert uploads.find(SHA256) is None
    uploads.remember(SHA256, "17", "https://notes.example/17.png")
    uploads.remember(SHA256, "18", "https://notes.example/18.png")
    assert uploads.find(SHA256) == ("17", "https://notes.example/17.png")
    uploads.forget(SHA256)
    assert uploads.find(SHA256) is None


def test_another_destination_has_its_own_uploads(notes: Destination) -> None:
    StoredUploads(notes.id).remember(SHA256, "17", "")

    assert StoredUploads(notes.id + 1).find(SHA256) is None
