"""A preview has its images before anything is published, and links to other previews."""

import base64
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.core import current_settings
from fsp.importing.import_posts import import_posts
from fsp.models.item import Item
from tests.content.images.pictures import picture
from tests.web.rows import row

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BEAN = picture("PNG", size=(2, 2))


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> Path:
    """Import two posts that lie in a folder, with images beside and above them; one image is not there."""
    folder = tmp_path / "posts"
    (folder / "spring" / "images").mkdir(parents=True)
    (folder / "two words.png").write_bytes(PNG)
    (folder / "spring" / "images" / "bean.png").write_bytes(BEAN)
    text = "![a](images/bean.png) ![b](<../two words.png>) ![c](gone.png) [next](peas.md) [out](https://example.org/)"
    (folder / "spring" / "beans.md").write_text(f"---\ntitle: Beans\n---\n{text}\n", encoding="utf-8")
    (folder / "spring" / "peas.md").write_text("---\ntitle: Peas\n---\nText.\n", encoding="utf-8")
    import_posts(folder, "Posts", settings=current_settings())
    return folder


def number_of(title: str) -> int:
    return int(row(select(Item.id).where(Item.title == title)))


def test_a_draft_is_shown_with_its_images_and_leads_to_other_drafts(signed_in: FlaskClient, imported: Path) -> None:
    beans, peas = number_of("Beans"), number_of("Peas")

    page = signed_in.get(f"/items/{beans}/preview").text

    sources = re.findall(r'<img[^>]*? src="([^"]+)"', page)
    missing = []
    for source in sources[:2]:
        with signed_in.get(source) as answer:
            missing.append((answer.mimetype, answer.data))
    assert missing == [("image/png", BEAN), ("image/png", PNG)]
    assert f'href="/items/{peas}/preview"' in page
    assert 'href="https://example.org/"' in page


def test_an_image_opened_by_itself_runs_nothing(signed_in: FlaskClient, imported: Path) -> None:
    address = f"/items/{number_of('Beans')}/images/two%20words.png"

    with signed_in.get(address) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_image_that_is_missing_is_named(signed_in: FlaskClient, imported: Path) -> None:
    page = signed_in.get(f"/items/{number_of('Beans')}/preview").text

    assert "Missing images: gone.png." in page
    assert "Not in the project" not in signed_in.get(f"/items/{number_of('Peas')}/preview").text


def test_only_images_of_the_project_are_served(
    signed_in: FlaskClient, client: FlaskClient, app: Flask, imported: Path, garden: Item
) -> None:
    beans, elsewhere = number_of("Beans"), number_of("Beans <i>")

    codes = [
        signed_in.get(f"/items/{elsewhere}/images/two%20words.png").status_code,
        signed_in.get(f"/items/{beans}/images/../../secret").status_code,
        signed_in.get(f"/items/{beans}/images/spring/beans.md").status_code,
        app.test_client().get(f"/items/{beans}/images/two%20words.png").status_code,
    ]

    assert codes == [404, 404, 404, 302]
