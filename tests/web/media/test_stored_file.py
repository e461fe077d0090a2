"""The answer with a stored file, on the pages that share FSP's origin."""

from flask.testing import FlaskClient

from fsp.content.project_media import put_media
from fsp.models.item import Item
from fsp.settings import Settings
from tests.content.images.pictures import picture


def test_images_are_shown_and_attachments_downloaded(signed_in: FlaskClient, garden: Item, settings: Settings) -> None:
    put_media(garden.project, "files/plan.pdf", b"%PDF", settings=settings)
    put_media(garden.project, "oak.png", picture("PNG"), settings=settings)

    for address in ("/projects/garden/images", "/api/projects/garden/media"):
        with signed_in.get(f"{address}/files/plan.pdf") as plan, signed_in.get(f"{address}/oak.png") as oak:
            assert (plan.status_code, plan.mimetype, plan.data) == (200, "application/pdf", b"%PDF")
            assert plan.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
            assert "attachment" not in oak.headers.get("Content-Disposition", "")
            assert "sandbox" in plan.headers["Content-Security-Policy"]
