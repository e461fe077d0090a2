"""The form of the editor: every field of a post as a text."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from fsp.content.item_details import ItemDetails
from fsp.content.item_form import ItemForm, form_of, weight_of
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.save_form import body_of, create_from_form, save_form
from fsp.errors import InvalidInput
from fsp.local_time import zone_of

FULL = ItemForm(
    title="Tea",
    body="One.",
    slug="green-tea",
    summary="Short",
    tags="a, b",
    date="2026-05-01T09:30",
    authors="Ada, Bob",
    cover="images/tea.png",
    language="pt-BR",
    series="Drinks",
    weight="2.5",
    canonical_url="https://example.org/tea",
    layout="wide",
    is_unlisted="yes",
    extra="mood: calm\n",
    brief="About tea",
)


def test_what_is_saved_is_what_the_form_shows_again(core: Flask) -> None:
    project = create_project(ProjectText("Blog", timezone="Europe/Berlin"))
    item = create_from_form(project, FULL, author="ada").item

    assert form_of(item, body_of(item), project) == FULL
    assert item.publish_at == datetime(2026, 5, 1, 7, 30, tzinfo=UTC)
    saved = save_form(item.id, FULL, base=FULL, author="ada").item
    assert form_of(saved, body_of(saved), project) == FULL


def test_values_and_missing_ones() -> None:
    form = ItemForm.of_values({"title": "Tea", "is_page": "yes", "other": "x", "weight": None})

    assert (form.title, form.is_page, form.weight) == ("Tea", "yes", "")
    assert "body" not in form.values
    assert form.details == ItemDetails(is_page=True)


@pytest.mark.parametrize(("text", "weight"), [("", None), (" ", None), ("10", 10.0), ("-2.5", -2.5)])
def test_a_weight_is_a_number(text: str, weight: float | None) -> None:
    assert weight_of(text) == weight


@pytest.mark.parametrize("text", ["x", "nan", "inf"])
def test_another_weight_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="weight"):
        weight_of(text)


def test_a_date_is_local_and_says_when_it_does_not_exist() -> None:
    berlin = zone_of("Europe/Berlin")

    moment = ItemForm(date="2026-03-29T02:30").moment(berlin)

    assert moment is not None
    assert "does not exist" in moment.note
    assert ItemForm().moment(berlin) is None
    with pytest.raises(InvalidInput, match="date"):
        ItemForm(date="soon").moment(berlin)
