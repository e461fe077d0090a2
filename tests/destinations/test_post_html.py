"""The HTML of a post with uploaded images."""

from dataclasses import replace

import pytest

from fsp.destinations.contract import ImageLimits
from fsp.destinations.post_html import UploadedImage, fitted_size, html_of, upload_images
from fsp.errors import PermanentFailure
from tests.destinations.tools import image, post

PICTURE = image()
UPLOADED = {PICTURE.sha256: UploadedImage("7", "https://cdn.example/beds.png?a=1&b=2")}


def test_an_image_has_its_address_size_and_alt_text() -> None:
    pictured = post(html=f'<p><img src="media:{PICTURE.sha256}"></p>', images=(PICTURE,))

    html = html_of(pictured, UPLOADED, ImageLimits())

    source = "https://cdn.example/beds.png?a=1&amp;b=2"
    assert html == f'<p><img src="{source}" alt="Raised beds in May" width="8" height="6"></p>'


def test_what_the_author_wrote_about_an_image_stays() -> None:
    written = f'<img src="media:{PICTURE.sha256}" alt="" width="4" class="wide"><img src="https://other.example/x.png">'

    html = html_of(post(html=written, images=(PICTURE,)), UPLOADED, ImageLimits())

    assert 'alt="" width="4" class="wide"><img src="https://other.example/x.png">' in html
    assert "height" not in html


def test_a_link_to_an_image_leads_to_the_uploaded_one() -> None:
    html = html_of(post(html=f'<a href="media:{PICTURE.sha256}">Plan</a>', images=(PICTURE,)), UPLOADED, ImageLimits())

    assert html == '<a href="https://cdn.example/beds.png?a=1&amp;b=2">Plan</a>'


def test_each_content_is_uploaded_once() -> None:
    uploaded: list[str] = []
    html = f'<img src="media:{PICTURE.sha256}"><a href="media:{PICTURE.sha256}">x</a>'
    again = replace(PICTURE, source="copy.png")

    upload_images(post(html=html, images=(PICTURE, again)), lambda picture: _noted(uploaded, picture.source))

    assert uploaded == ["beds.png"]


def test_an_image_that_is_not_stored_is_named() -> None:
    with pytest.raises(PermanentFailure, match="uses an image that is not stored"):
        upload_images(post(html=f'<img src="media:{PICTURE.sha256}">'), lambda _: UploadedImage("1", ""))


def test_a_larger_image_is_shown_in_the_size_to_which_it_was_scaled() -> None:
    limits = ImageLimits(max_side_pixels=2560)

    assert fitted_size(image(width=5120, height=3), limits) == (2560, 2)
    assert fitted_size(image(width=2560, height=1000), limits) == (2560, 1000)
    assert fitted_size(image(width=0, height=0), limits) == (0, 0)


def test_control_characters_are_left_out() -> None:
    assert html_of(post(html="<p>a\x00b\x0b\n\tc\ufffe</p>"), {}, ImageLimits()) == "<p>ab\n\tc</p>"


def _noted(sources: list[str], source: str) -> UploadedImage:
    sources.append(source)
    return UploadedImage("1", "")
