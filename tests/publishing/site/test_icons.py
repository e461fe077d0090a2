"""Icons of sites."""

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from fsp.publishing.site.icons import letter_icon, logo_icons


@pytest.mark.parametrize(("title", "letter"), [("under the hedge", "U"), ("«حديقة»", "ح"), ("<b>", "B"), ("!", "•")])
def test_a_site_without_a_logo_has_its_first_letter(title: str, letter: str) -> None:
    assert "".join(ET.fromstring(letter_icon(title, "#1f6f4a")).itertext()).strip() == letter


def test_a_logo_is_made_into_square_icons(tmp_path: Path) -> None:
    Image.new("RGB", (400, 100), "red").save(tmp_path / "logo.png")

    icons = logo_icons(tmp_path / "logo.png")

    assert {name: Image.open(io.BytesIO(data)).size for name, data in icons.items()} == {
        "favicon.png": (64, 64),
        "touch-icon.png": (180, 180),
    }


def test_a_drawing_or_a_damaged_logo_gives_none(tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(b"<svg/>")

    assert logo_icons(tmp_path / "logo") == {}
