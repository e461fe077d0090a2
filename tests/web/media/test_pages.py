"""The page of a project's images."""

import io

from flask.testing import FlaskClient

from fsp.models.item import Item
from tests.content.images.pictures import picture
from tests.web.forms import SAME_ORIGIN, csrf_of

IMAGES = "/projects/garden/images"


def upload(browser: FlaskClient, data: bytes, *, name: str = "oak.png", path: str = "") -> int:
    fields = {"csrf_token": csrf_of(browser, IMAGES), "path": path, "image": (io.BytesIO(data), name)}
    return browser.post(IMAGES, data=fields, headers=SAME_ORIGIN).status_code


def test_an_image_is_uploaded_shown_and_removed(signed_in: FlaskClient, garden: Item) -> None:
    assert "No images or attachments yet." in signed_in.get(IMAGES).text
    assert upload(signed_in, picture("PNG")) == 303
    assert upload(signed_in, picture("PNG"), path="images/a b.png") == 303

    page = signed_in.get(IMAGES).text
    assert f'href="{IMAGES}/images/a%20b.png"' in page
    assert "40 × 20" in page
    with signed_in.get(f"{IMAGES}/images/a%20b.png") as image:
        assert image.mimetype == "image/png"

    fields = {"csrf_token": csrf_of(signed_in, IMAGES), "path": "oak.png"}
    assert signed_in.post(f"{IMAGES}/remove", data=fields, headers=SAME_ORIGIN).status_code == 303
    assert "oak.png</a>" not in signed_in.get(IMAGES).text


def test_an_unusable_image_is_refused_on_the_page(signed_in: FlaskClient, garden: Item) -> None:
    assert upload(signed_in, b"text", name="oak.html") == 422
    assert upload(signed_in, b"", name="") == 422
    assert upload(signed_in, picture("PNG"), path="../oak.png") == 422
