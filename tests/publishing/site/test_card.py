"""Images of links."""

import io

import pytest
from PIL import Image

from fsp.publishing.site.card import SIZE, Card

ACCENT = "#1f6f4a"


def ink(card: Card) -> tuple[int, int, int, int]:
    """Return the box around everything that is written on a card."""
    with Image.open(io.BytesIO(card.draw())) as image:
        assert image.size == SIZE
        box = image.convert("L").point(lambda value: 255 if value > 200 else 0).getbbox()
    assert box is not None
    return box


def test_a_card_shows_its_title_and_the_name_of_the_site() -> None:
    left, top, right, bottom = ink(Card("Beans", "Garden", ACCENT))

    assert left == pytest.approx(80, abs=15)
    assert right == pytest.approx(330, abs=60)
    assert top < 140
    assert bottom > 500


def test_a_card_in_a_script_from_right_to_left_begins_at_the_right() -> None:
    _, _, right, _ = ink(Card("Beans", "Garden", ACCENT, is_right_to_left=True))

    assert right == pytest.approx(1120, abs=15)


@pytest.mark.parametrize("title", ["word " * 100, "x" * 300, "A", ""])
def test_any_title_stays_within_the_margins(title: str) -> None:
    left, top, right, bottom = ink(Card(title, "Garden", ACCENT))

    assert min(left, top) >= 60
    assert right <= 1140
    assert bottom <= 570


def test_a_title_that_no_font_has_leaves_the_name_of_the_site() -> None:
    assert Card("\U0001f331 𓀀𓀁", "Garden", ACCENT).draw() == Card("Garden", "", ACCENT).draw()
    assert ink(Card("\U0001f331 Beans", "Garden", ACCENT)) == ink(Card("Beans", "Garden", ACCENT))


def test_its_name_follows_from_what_it_shows() -> None:
    names = {
        card.name
        for card in (
            Card("Beans", "Garden", ACCENT),
            Card("Soup", "Garden", ACCENT),
            Card("Beans", "Kitchen", ACCENT),
            Card("Beans", "Garden", "#000000"),
            Card("Beans", "Garden", ACCENT, is_right_to_left=True),
        )
    }

    assert len(names) == 5
    assert Card("Beans", "Garden", ACCENT).name in names
