"""The grid of a project: each post at each destination, filtered by state."""

from flask.testing import FlaskClient

from fsp.content.editing import ItemText, create_item
from fsp.models.destination import Destination
from fsp.models.item import Item
from tests.web.publications.conftest import publication_in


def test_each_post_has_its_state_at_each_destination(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    publication_in("published", garden, place, url="https://notes.example/1", drift="gone")
    create_item(garden.project, ItemText(title="Peas"))

    page = signed_in.get("/projects/garden/grid").text

    assert 'data-label="My notes"' in page
    assert 'data-label="Site"' in page
    assert 'href="https://notes.example/1"' in page
    assert "gone there" in page
    assert page.count('<span class="hidden">not sent</span>') == 3


def test_the_grid_is_filtered(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    publication_in("held", garden, place)
    create_item(garden.project, ItemText(title="Peas"))

    held = signed_in.get("/projects/garden/grid?state=held").text
    drifted = signed_in.get("/projects/garden/grid?state=drifted").text
    at_site = signed_in.get("/projects/garden/grid?destination=1").text

    assert "Peas" not in held
    assert "Beans" in held
    assert "No matching posts." in drifted
    assert 'data-label="My notes"' not in at_site
