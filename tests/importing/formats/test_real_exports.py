"""Exports that WordPress 6.1 and Ghost 6.65 wrote, with posts of every kind."""

from pathlib import Path

import pytest
from sqlalchemy import select

from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.importing.formats.conftest import Importing
from tests.importing.formats.exports import zip_of
from tests.importing.formats.posts import body_of, posts

REAL = Path(__file__).parent / "real"
BEDS = "wp-content/uploads/2026/11/beds.png"


def export(name: str) -> tuple[str, bytes]:
    return name, (REAL / name).read_bytes()


@pytest.mark.parametrize("name", ["wordpress.xml", "ghost.json"])
def test_importing_a_real_export_again_changes_nothing(importing: Importing, name: str) -> None:
    first = importing(export(name))

    again = importing(export(name))

    assert first.faults == again.faults == []
    assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)


def test_the_posts_of_wordpress_keep_their_fields_and_states(importing: Importing) -> None:
    report = importing(export("wordpress.xml"))

    imported = posts()
    assert imported["blocks"].title == "Blocks — “all” & more"
    assert imported["blocks"].tags == ["beans", "C++", "Garden & more", "Soil"]
    assert (imported["blocks"].summary, imported["blocks"].cover) == (
        "All blocks & more",
        f"https://garden.example/{BEDS}",
    )
    assert imported["日本語の記事"].title == "日本語の記事"
    assert imported["team"].layout == "page"
    assert {slug for slug, post in imported.items() if post.state == ItemState.DRAFT} == {
        *("secret", "private", "draft", "pending", "trashed"),
    }
    assert imported["tomorrow"].publish_at is not None
    assert imported["tomorrow"].publish_at.year == 2090
    assert db.session.scalars(select(Redirect.path)).all() == ["about/team"]
    assert db.session.scalars(select(Project)).one().has_unicode_slugs
    assert "2 comments were skipped." in report.notes
    assert "The shortcode [contact-form] of a plug-in occurs 1 times and stays as text." in report.notes


def test_the_blocks_of_wordpress_become_markdown(importing: Importing) -> None:
    importing(export("wordpress.xml"))

    text = body_of(posts()["blocks"])

    assert "[link](/pages-and-more/)" in text
    assert "Beds in <em>May</em></figcaption></figure>" in text
    assert "| Bed | Kilos |\n| --- | --: |\n| A | 3 |" in text
    assert '```\nif (a < b) {\n    print("* not a list");\n\n    [gallery]\n}\n```' in text
    assert text.count("https://example.org/plan.pdf") == 1
    assert "<summary>More</summary>" in text
    assert "1. One\n   - Inner" in text


def test_the_shortcodes_of_the_classic_editor_become_markdown(importing: Importing) -> None:
    importing(export("wordpress.xml"))

    text = body_of(posts()["classic"])

    assert "[gallery" not in text
    assert text.count("<figure>") == 3
    assert '<img alt="Four beds"' in text
    assert "<https://example.org/bees.mp3>" in text
    assert "<https://example.org/bees.mp4>" in text
    assert "[an old link](/blocks/)" in text
    assert r"\[unknown_code a=" in text


def test_the_images_in_a_zip_with_the_export_are_used(importing: Importing, tmp_path: Path) -> None:
    report = importing(zip_of(tmp_path / "b.zip", {"e.xml": export("wordpress.xml")[1], BEDS: picture("png")}))

    assert posts()["blocks"].cover == f"/{BEDS}"
    assert report.images == 1


def test_the_posts_of_ghost_keep_their_fields_and_states(importing: Importing) -> None:
    report = importing(export("ghost.json"))

    imported = posts()
    cards = imported["all-cards"]
    assert (cards.title, cards.tags, cards.summary) == ("Cards “all” & <more>", ["Beans", "C++"], "All & more")
    assert cards.canonical_url == "https://example.org/canon"
    assert {slug for slug, post in imported.items() if post.state == ItemState.DRAFT} == {
        *("members", "paid", "draft", "empty"),
    }
    assert imported["tomorrow"].state == ItemState.SCHEDULED
    assert any("does not contain its images" in note for note in report.notes)


def test_the_cards_of_ghost_become_markdown(importing: Importing) -> None:
    importing(export("ghost.json"))

    text = body_of(posts()["all-cards"])

    assert "[A page](https://example.org/page)\n\nAbout it\n\nSee" in text
    assert "> 💡 Mind the **frost**" in text
    assert "<summary>More</summary>\n\nFolded words\n\n</details>" in text
    assert 'Bees\n\n<audio src="/content/media/2026/11/bees.mp3"></audio>' in text
    assert '<video src="/content/media/2026/11/bees.mp4"></video>\n\nA film' in text
    assert "[The plan](/content/files/2026/11/plan.pdf)\n\nOf beds" in text
    assert "Note[^1]" in text
    assert "[^1]: The note" in text
    assert "[second](/second/)" in text
    assert "0:00" not in text
    assert body_of(posts()["mobile"]).count("| --- | --: |") == 1
