"""The preview of an unsaved text: as the site shows it, and without any script."""

from flask.testing import FlaskClient

from fsp.content.lookup import find_project
from fsp.content.project_media import put_media
from fsp.core import current_settings
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.web.editor.editor_form import open_form, send_form
from tests.web.rows import rows

TEXT = (
    "## Part\n\n![An oak](images/oak.png) ![](gone.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$x^2$ <script>x</script>"
)


def test_an_unsaved_text_is_shown_with_its_images_and_saved_nowhere(signed_in: FlaskClient, garden: Item) -> None:
    path = f"/items/{garden.id}"
    put_media(find_project("garden"), "images/oak.png", picture("PNG"), settings=current_settings())
    put_media(find_project("garden"), "images/top.png", picture("PNG", size=(9, 9)), settings=current_settings())
    fields = open_form(signed_in, f"{path}/edit")

    details = {
        "title": "New <title>",
        "tags": "soil",
        "authors": "Ada",
        "cover": "images/top.png",
        "date": "2026-03-01T08:00",
    }
    answer = send_form(signed_in, f"{path}/preview", fields | details, body=TEXT)

    page = answer.text
    assert "<h1>New &lt;title&gt;</h1>" in page
    assert 'src="/projects/garden/images/images/oak.png"' in page
    assert 'class="cover"' in page
    assert "1 March 2026" in page
    assert 'rel="tag"' in page
    assert 'class="scroll"' in page
    assert "<math" in page
    assert "Missing images: gone.png." in page
    assert "<script" not in page
    db.session.expire_all()
    assert db.session.get_one(Item, garden.id).title == "Beans <i>"


def test_it_runs_no_script_and_only_the_editor_may_frame_it(signed_in: FlaskClient, garden: Item) -> None:
    policy = signed_in.get("/projects/garden/preview").headers["Content-Security-Policy"]
    editor = signed_in.get(f"/items/{garden.id}/edit").headers["Content-Security-Policy"]

    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert "frame-src 'self'" in editor
    assert "frame-ancestors 'none'" in editor
    assert "'unsafe-inline'" not in editor + policy


def test_it_has_the_style_of_the_site(signed_in: FlaskClient, garden: Item) -> None:
    project = db.session.get_one(Project, garden.project_id)
    project.accent = "#a01040"
    db.session.commit()

    style = signed_in.get("/projects/garden/preview.css")

    assert style.mimetype == "text/css"
    assert "--measure: 37rem" in style.text
    assert "#a01040" in style.text


def test_a_new_post_in_arabic_reads_from_right_to_left(signed_in: FlaskClient, garden: Item) -> None:
    fields = open_form(signed_in, "/projects/garden/items/new")

    page = send_form(signed_in, "/projects/garden/preview", fields, body="مرحبا", language="ar", date="soon").text

    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page
    assert "<h1>Untitled</h1>" in page
    assert rows(db.select(Item.id).where(Item.title == "Untitled")) == []
