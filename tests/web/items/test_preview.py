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
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.web.editor.editor_form import open_form, send_form
from tests.web.forms import send
from tests.web.rows import row

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BEAN = picture("PNG", size=(2, 2))
BODY = "![a](images/bean.png) ![b](<../two words.png>) ![c](gone.png) [next](peas.md) [out](https://example.org/)"


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> Path:
    """Import two posts that lie in a folder, with images beside and above them; one image is not there."""
    folder = tmp_path / "posts"
    (folder / "spring" / "images").mkdir(parents=True)
    (folder / "two words.png").write_bytes(PNG)
    (folder / "spring" / "images" / "bean.png").write_bytes(BEAN)
    (folder / "spring" / "beans.md").write_text(f"---\ntitle: Beans\n---\n{BODY}\n", encoding="utf-8")
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


def test_it_runs_no_script_and_is_framed_nowhere(signed_in: FlaskClient, imported: Path) -> None:
    policy = signed_in.get(f"/items/{number_of('Beans')}/preview").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; img-src 'self' https: data:;")
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_page_the_editor_and_a_shared_link_show_the_same_article(signed_in: FlaskClient, imported: Path) -> None:
    beans = number_of("Beans")
    own = signed_in.get(f"/items/{beans}/preview").text
    edited = send_form(
        signed_in, f"/items/{beans}/preview", open_form(signed_in, f"/items/{beans}/edit"), body=BODY
    ).text
    link = send(signed_in, f"/items/{beans}/share-links", days="3").text
    path = re.search(r"/shared/[-_A-Za-z0-9]+", link)
    assert path
    shared = signed_in.application.test_client().get(path[0]).text

    def article(page: str) -> str:
        shown = page[page.index("<article>") : page.index("</article>")]
        return re.sub(r'datetime="[^"]+"', "", shown)

    assert article(own) == article(edited)
    alone = re.sub(r"/items/\d+/preview", "", article(own).replace("/projects/posts/images", f"{path[0]}/images"))
    assert re.sub(r"</?a\b[^>]*>", "", alone) == re.sub(r"</?a\b[^>]*>", "", article(shared))
    assert "Back to the post" in own
    assert "Back to the post" not in shared


def test_an_image_that_is_missing_is_named(signed_in: FlaskClient, imported: Path) -> None:
    page = signed_in.get(f"/items/{number_of('Beans')}/preview").text

    assert "Missing images: gone.png." in page
    assert "Not in the project" not in signed_in.get(f"/items/{number_of('Peas')}/preview").text


def test_a_shared_link_serves_the_images_of_its_post_alone(signed_in: FlaskClient, imported: Path) -> None:
    beans, peas = number_of("Beans"), number_of("Peas")
    links = [send(signed_in, f"/items/{item_id}/share-links", days="3").text for item_id in (beans, peas)]
    paths = [match[0] for link in links if (match := re.search(r"/shared/[-_A-Za-z0-9]+", link))]
    stranger = signed_in.application.test_client()

    codes = []
    for path in paths:
        for image in ("spring/images/bean.png", "two%20words.png", "spring/beans.md"):
            with stranger.get(f"{path}/images/{image}") as answer:
                codes.append(answer.status_code)

    assert codes == [200, 200, 404, 404, 404, 404]


def test_a_shared_link_serves_the_cover(signed_in: FlaskClient, imported: Path) -> None:
    peas = number_of("Peas")
    item = db.session.get_one(Item, peas)
    item.cover = "images/bean.png"
    db.session.commit()
    path = re.search(r"/shared/[-_A-Za-z0-9]+", send(signed_in, f"/items/{peas}/share-links", days="3").text)
    assert path
    stranger = signed_in.application.test_client()

    page = stranger.get(path[0]).text
    with stranger.get(f"{path[0]}/images/spring/images/bean.png") as answer:
        assert answer.status_code == 200
    assert 'class="cover"' in page
