"""Images in the API: uploaded, replaced, read and removed."""

from typing import Any

from flask.testing import FlaskClient

from fsp.content.media import MAX_IMAGE_BYTES
from fsp.models.item import Item
from tests.content.images.pictures import SECRET, exif, picture

MEDIA = "/api/projects/garden/media"


def test_an_image_is_uploaded_replaced_and_removed(program: FlaskClient, garden: Item) -> None:
    path = f"{MEDIA}/images/oak%20tree.jpg"

    added = program.put(path, data=picture("JPEG", exif=exif()), content_type="image/jpeg")
    replaced = program.put(path, data=picture("JPEG", size=(8, 4)))
    listed: Any = program.get(MEDIA).json
    with program.get(path) as downloaded:
        data, media_type = downloaded.data, downloaded.mimetype

    assert [answer.status_code for answer in (added, replaced)] == [201, 200]
    assert added.headers["Location"] == path
    assert [(row["path"], row["width"], row["height"]) for row in listed["media"]] == [("images/oak tree.jpg", 8, 4)]
    assert (media_type, len(data)) == ("image/jpeg", listed["media"][0]["sizeBytes"])
    assert SECRET not in data

    assert program.delete(path).json == listed["media"][0]
    assert [program.delete(path).status_code, program.get(path).status_code] == [404, 404]


def test_unusable_images_are_refused(program: FlaskClient, garden: Item) -> None:
    too_large = program.put(f"{MEDIA}/a.png", data=b"x" * (MAX_IMAGE_BYTES + 100_000))

    assert too_large.status_code == 422
    assert "21.0 MB" in too_large.json["detail"]  # type: ignore[index]
    assert program.put(f"{MEDIA}/a.png", data=b"").status_code == 422
    assert program.put(f"{MEDIA}/a.png", data=b"<html>").status_code == 422
    assert program.put(f"{MEDIA}/a/../../b.png", data=picture("PNG")).status_code in {404, 422}
    assert program.put("/api/projects/none/media/a.png", data=picture("PNG")).status_code == 404
    assert program.get(MEDIA).json == {"media": [], "nextAfter": None}


def test_an_image_may_be_larger_than_other_bodies(program: FlaskClient, garden: Item) -> None:
    large = picture("PNG", size=(900, 600), compress_level=0)

    assert len(large) > 1024 * 1024
    assert program.put(f"{MEDIA}/large.png", data=large).status_code == 201


def test_a_new_image_gets_a_free_name_and_the_same_one_is_found_again(program: FlaskClient, garden: Item) -> None:
    oak, other = picture("PNG"), picture("PNG", size=(8, 8))

    answers = [program.post(f"{MEDIA}?name=My%20oak%20(1).PNG", data=data) for data in (oak, other, oak)]
    nameless = program.post(f"{MEDIA}?name=../%3F%3F.jpg", data=picture("JPEG"))

    assert [answer.status_code for answer in answers] == [201, 201, 200]
    assert [answer.json["path"] for answer in answers] == [  # type: ignore[index]
        "images/My-oak-1.png",
        "images/My-oak-1-2.png",
        "images/My-oak-1.png",
    ]
    assert nameless.json["path"] == "images/image.jpg"  # type: ignore[index]
    assert program.post(f"{MEDIA}?name=x.png", data=b"").status_code == 422
    assert program.post(f"{MEDIA}?name=x.png", data=b"no image").status_code == 422
    matching: Any = program.get(f"{MEDIA}?q=oak%202").json
    assert [row["path"] for row in matching["media"]] == ["images/My-oak-1-2.png"]
