"""The contract of every platform of files, over the real place: what is there is read past the platform."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fsp.content.front_matter import parse
from fsp.destinations.contract import Platform, Post
from fsp.destinations.post_files import site_copy
from fsp.destinations.post_files.document import images_in
from fsp.destinations.post_files.site_copy import LIST_NAME, SiteFiles, copy_site
from fsp.destinations.post_files.store import Change, FileStore, StoredFile
from fsp.errors import PermanentFailure, RemoteGone, ServiceUnavailable
from tests.destinations.tools import image, png, post

FOREIGN = b"---\ntitle: Raised beds\nslug: raised-beds\n---\nBy hand.\n"


@dataclass
class Place:
    """A platform and its place. `make` takes changed settings and returns the platform as a new process has it."""

    make: Callable[..., Platform]
    store: FileStore
    files: Callable[[], dict[str, bytes]]
    """Return what is there now, without files that only FSP reads."""
    put_by_hand: Callable[[str, bytes], None]
    delete_by_hand: Callable[[str], None]


def illustrated(**changes: object) -> Post:
    """Return a post with an image and a cover."""
    beds, cover = image("img/beds.png"), image("cover.png", alt="")
    return post(
        markdown="Look:\n\n![Beds](img/beds.png 'May')\n\n    img/beds.pngs\n",
        images=(beds,),
        cover=replace(cover, source="cover.png"),
        **changes,
    )


def only_text(files: dict[str, bytes]) -> list[str]:
    return sorted(name for name in files if name.endswith(".md"))


class FileContract:
    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        raise NotImplementedError

    def test_an_import_reads_the_same_post(self, place: Place) -> None:
        source = post(markdown="Indented:\r\n\r\n    code\r\n", tags=("a  b", "Ünïcode"), title='"Beds": #1')

        place.make().create(source)

        document = parse(place.files()["raised-beds.md"].decode())
        assert document.exported
        assert document.exported.is_out
        fields = {"tags": list(document.tags), **document.exported.fields}
        assert (document.title, tuple(fields["tags"]), document.body) == (source.title, source.tags, source.markdown)
        assert (document.slug, document.summary, document.authors) == (source.slug, source.summary, source.authors)
        assert (document.language, document.canonical_url) == ("en", source.canonical_url)
        assert document.publish_at == source.published_at

    def test_images_lie_beside_the_text_and_are_linked_from_it(self, place: Place) -> None:
        place.make(post_path="posts/{year}/{slug}.md", image_folder="posts/img/{slug}").create(illustrated())

        files = place.files()
        (image_path,) = [name for name in files if name.endswith(".png")]
        text = files["posts/2026/raised-beds.md"].decode()
        relative = image_path.removeprefix("posts/")
        assert files[image_path] == png()
        assert f"![Beds](../{relative} 'May')" in text
        assert f"cover: ../{relative}" in text
        assert "img/beds.pngs" in text

    def test_two_paths_of_one_image_are_both_linked(self, place: Place) -> None:
        beds = image("img/beds.png", other_sources=("copies/beds-again.png", "img/beds"))
        source = post(markdown="![A](img/beds.png) ![B](copies/beds-again.png)\n", images=(beds,))

        place.make(post_path="posts/{slug}.md").create(source)

        files = place.files()
        (image_path,) = [name for name in files if name.endswith(".png")]
        text = files["posts/raised-beds.md"].decode()
        assert f"![A](../{image_path}) ![B](../{image_path})" in text

    def test_a_post_is_found_by_its_key_and_not_by_its_look(self, place: Place) -> None:
        place.put_by_hand("notes/raised-beds.md", FOREIGN)
        assert place.make().find(post()) is None

        sent = place.make().create(post())

        assert place.make().find(post()) == sent
        assert place.make().find(post(key="item-77", slug="raised-beds")) is None
        assert place.make().find(post(key="item", slug="other")) is None

    def test_a_post_renamed_after_a_lost_answer_is_found(self, place: Place) -> None:
        sent = place.make().create(post())

        sent_post = place.make().find(post(slug="high-beds"))

        assert sent_post == sent

    def test_a_file_of_another_origin_is_never_replaced(self, place: Place) -> None:
        place.put_by_hand("raised-beds.md", FOREIGN)

        assert place.make().find(post()) is None
        with pytest.raises(PermanentFailure, match=r"raised-beds\.md exists already"):
            place.make().create(post())

        assert place.files() == {"raised-beds.md": FOREIGN}

    @pytest.mark.parametrize(
        "slug", ["größe-🍅", "e\u0301tude", "日本" * 50, "x" * 100, ".hidden", "-rf", "a b", "50%25", "a..b"]
    )
    def test_a_post_of_any_name_goes_there_and_back(self, place: Place, slug: str) -> None:
        source = illustrated(slug=slug)

        sent = place.make(post_path="posts/{slug}/index.md").create(source)
        match = place.make(post_path="posts/{slug}/index.md").find(source)
        platform = place.make(post_path="posts/{slug}/index.md")
        read = platform.read(sent.external_id)
        updated = platform.update(illustrated(slug=slug, title="Higher beds"), sent.external_id)
        (name,) = only_text(place.files())
        images = images_in(place.files()[name], name)
        place.make(post_path="posts/{slug}/index.md").remove(updated.external_id)

        assert match == sent
        assert read
        assert read.remote_hash == sent.remote_hash
        assert updated.external_id == sent.external_id == name
        assert len(images) == 1
        assert place.files() == {}

    def test_two_names_that_differ_only_in_their_normal_form_are_two_posts(self, place: Place) -> None:
        composed, decomposed = post(slug="\u00e9tude"), post(slug="e\u0301tude", key="item-8")

        first, second = place.make().create(composed), place.make().create(decomposed)

        assert first.external_id != second.external_id
        assert place.make().find(composed) == first
        assert place.make().find(decomposed) == second

    def test_two_long_names_with_the_same_beginning_are_two_posts(self, place: Place) -> None:
        first = place.make().create(post(slug=f"{'日本' * 49}a"))
        second = place.make().create(post(slug=f"{'日本' * 49}b", key="item-8"))

        assert first.external_id != second.external_id
        assert len(only_text(place.files())) == 2

    def test_a_name_that_leads_out_of_the_place_is_refused(self, place: Place) -> None:
        for slug in ("..", "../up", "a/../../b", "a\nb", "a\\b"):
            with pytest.raises(PermanentFailure, match="Change the slug"):
                place.make(post_path="{slug}/index.md").create(post(slug=slug))

        assert place.files() == {}

    def test_creating_twice_leaves_one_post(self, place: Place) -> None:
        first, second = place.make().create(post()), place.make().create(post())

        assert first == second
        assert only_text(place.files()) == ["raised-beds.md"]

    def test_an_update_follows_a_new_slug_and_removes_what_is_unused(self, place: Place) -> None:
        place.put_by_hand("images/raised-beds/own.png", b"by hand")
        sent = place.make().create(illustrated())

        moved = place.make().update(post(slug="high-beds"), sent.external_id)
        again = place.make().update(post(slug="high-beds"), moved.external_id)

        assert moved.external_id == "high-beds.md"
        assert again == moved
        assert sorted(place.files()) == ["high-beds.md", "images/raised-beds/own.png"]
        assert place.make().find(post(slug="high-beds")) == moved

    def test_an_update_never_takes_the_name_of_another_file(self, place: Place) -> None:
        sent = place.make().create(post())
        place.put_by_hand("high-beds.md", FOREIGN)

        with pytest.raises(PermanentFailure, match=r"high-beds\.md exists already"):
            place.make().update(post(slug="high-beds"), sent.external_id)

        assert place.files()["high-beds.md"] == FOREIGN

    def test_a_post_removed_by_hand_is_gone(self, place: Place) -> None:
        sent = place.make().create(post())
        place.delete_by_hand(sent.external_id)

        assert place.make().read(sent.external_id) is None
        with pytest.raises(RemoteGone):
            place.make().update(post(), sent.external_id)
        assert place.files() == {}

    def test_a_removal_takes_the_images_along_and_can_be_repeated(self, place: Place) -> None:
        other = place.make().create(illustrated(key="item-8", slug="compost"))
        sent = place.make().create(illustrated())

        place.make().remove(sent.external_id)
        place.make().remove(sent.external_id)

        assert [name for name in place.files() if "raised-beds" in name] == []
        assert place.make().find(post()) is None
        assert place.make().read(other.external_id)
        assert len(place.files()) == 2

    def test_a_change_by_hand_is_seen(self, place: Place) -> None:
        sent = place.make().create(post())
        unchanged = place.make().read(sent.external_id)
        place.put_by_hand(sent.external_id, place.files()[sent.external_id] + b"PS")

        changed = place.make().read(sent.external_id)

        assert unchanged
        assert changed
        assert (unchanged.url, unchanged.remote_hash) == (sent.url, sent.remote_hash)
        assert changed.remote_hash != sent.remote_hash

    def test_the_address_follows_the_setting(self, place: Place) -> None:
        assert place.make().create(post()).url == "https://garden.example/raised-beds/"
        platform = place.make(public_url="https://beds.example/{year}/{slug}")
        sent_post = platform.find(post())
        assert sent_post
        assert sent_post.url == "https://beds.example/2026/raised-beds"

    def test_a_check_is_fine_and_leaves_nothing(self, place: Place) -> None:
        results = place.make().check()

        assert results
        assert [result for result in results if not result.is_ok] == []
        assert place.files() == {}

    def test_a_site_is_copied_and_only_its_changes_again(self, place: Place, tmp_path: Path) -> None:
        site = tmp_path / "site"
        (site / "media").mkdir(parents=True)
        (site / "raised-beds").mkdir()
        (site / ".build.sqlite3").write_bytes(b"x")
        (site / "media" / ("ab" * 32)).write_bytes(png())
        (site / "index.html").write_text("<h1>Garden</h1>")
        (site / "raised-beds" / "index.html").write_text("<h1>Beds</h1>")
        place.put_by_hand("robots.txt", b"by hand")

        first = copy_site(site, place.store, summary="Publish raised-beds")
        unchanged = copy_site(site, place.store, summary="Publish raised-beds")
        (site / "index.html").write_text("<h1>Garden!</h1>")
        (site / "raised-beds" / "index.html").unlink()
        changed = copy_site(site, place.store, summary="Remove raised-beds")

        assert (first, unchanged, changed) == (3, 0, 2)
        files = place.files()
        assert files.pop(LIST_NAME, b"{}")
        assert files == {
            "robots.txt": b"by hand",
            "index.html": b"<h1>Garden!</h1>",
            "media/" + "ab" * 32: png(),
        }

    def test_a_large_copy_that_is_interrupted_continues(
        self, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(site_copy, "BATCH_FILES", 2)
        site = tmp_path / "site"
        site.mkdir()
        for name in ("a.html", "b.html", "c.html", "d.html"):
            (site / name).write_text(name)
        reads: list[str] = []
        read = SiteFiles.__getitem__

        def failing(files: SiteFiles, name: str) -> StoredFile:
            reads.append(name)
            if name == "d.html" and reads.count(name) == 1:
                raise ServiceUnavailable("The connection ended.")
            return read(files, name)

        monkeypatch.setattr(SiteFiles, "__getitem__", failing)

        with pytest.raises(ServiceUnavailable):
            copy_site(site, place.store, summary="Publish a")
        assert copy_site(site, place.store, summary="Publish a") == 2

        assert reads.count("a.html") == 1
        assert {"a.html", "b.html", "c.html", "d.html"} <= place.files().keys()

    def test_a_path_outside_is_refused(self, place: Place) -> None:
        with pytest.raises((PermanentFailure, ValueError)):
            place.make().create(post(slug="../up"))

        assert place.files() == {}

    def test_a_created_file_must_not_exist(self, place: Place) -> None:
        place.put_by_hand("a.md", FOREIGN)

        with pytest.raises(PermanentFailure, match=r"a\.md exists already"):
            place.store.apply(Change({"a.md": StoredFile(b"other", "text/markdown")}, created={"a.md"}))

        assert place.files() == {"a.md": FOREIGN}
