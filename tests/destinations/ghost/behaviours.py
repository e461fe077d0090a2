"""What surprises in Ghost, and how the platform handles it: the same tests on loopback and on a real server.

The numbers are those of the list in docs/how-to/publish-to-ghost.md.
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest

from fsp.destinations.contract import PreparedImage
from fsp.destinations.marker import marker_of
from fsp.errors import AnswerLost, PermanentFailure, RemoteGone, ServiceUnavailable
from tests.destinations.cuts import create_under_cuts
from tests.destinations.ghost.site import Site, due
from tests.destinations.tools import image, post, tools

POSTS = "/ghost/api/admin/posts/"
HTML = (
    '<h2 id="soil">Soil</h2>\n<p>See <a href="#note">the note</a> and <code>a [b]</code>.</p>\n'
    '<pre><code class="language-py">x = <span class="mi">1</span>\n\ny</code></pre>\n'
    '<table><thead><tr><th align="right">n</th></tr></thead></table>\n'
    "<details><summary>More</summary><p>Less</p></details>\n"
    "<blockquote><p>One.</p><p>Two.</p></blockquote>\n"
    '<h2 id="note">Note</h2>\n<p>This is <del>old</del> new.</p>'
)


class GhostBehaviours:
    """The tests. A subclass provides the fixture `site`."""

    CUTS: ClassVar[int] = 200

    @pytest.fixture
    def site(self) -> Site:
        raise NotImplementedError

    # 1. A retry doubles; an internal tag is a key.

    def test_ghost_doubles_what_is_sent_twice_and_this_platform_does_not(self, site: Site) -> None:
        naive = [site.write(title="Retried", html="<p>x</p>", id="a" * 24)["slug"] for _ in range(3)]
        site.server.fail_next("cut-after", on=f"POST {POSTS}")
        with pytest.raises(AnswerLost):
            site.account().create(due(post(), site))

        sent = site.account().find(post())

        assert naive == ["retried", "retried-2", "retried-3"]
        assert sent
        assert [row["id"] for row in site.all_posts() if row["slug"] == "raised-beds"] == [sent.external_id]

    def test_answers_that_are_cut_off_double_nothing(self, site: Site) -> None:
        posts = [due(post(key=f"cut-{number}", slug=f"cut-{number % 7}"), site) for number in range(self.CUTS)]

        sent = create_under_cuts(site.server, site.account, posts, creates=f"POST {POSTS}")

        assert sorted(place.external_id for place in sent) == sorted(site.server.created)
        assert len(set(site.server.created)) == self.CUTS

    def test_a_post_is_found_as_a_draft_too(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.edit(sent.external_id, status="draft")

        match = site.account().find(post())

        assert match
        assert (match.external_id, match.evidence["status"]) == (sent.external_id, "draft")

    def test_a_copy_of_the_post_made_by_a_person_is_not_taken_for_it(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.write(title="Copy", html="<p>x</p>", tags=[{"name": f"#{marker_of(post().key)}"}])

        match = site.account().find(post())

        assert match
        assert match.external_id == sent.external_id

    def test_a_slug_that_is_taken_gets_a_number(self, site: Site) -> None:
        site.write(title="x", html="<p>x</p>", slug="raised-beds")

        sent = site.account().create(due(post(), site))

        assert sent.evidence["slug"] == "raised-beds-2"
        edited = site.account().update(due(post(), site), sent.external_id)
        renamed = site.account().update(due(post(slug="new-beds"), site), sent.external_id)
        assert (edited.evidence["slug"], renamed.evidence["slug"]) == ("raised-beds-2", "new-beds")

    def test_a_slug_in_another_script_stays_the_same(self, site: Site) -> None:
        japanese = due(post(slug="日本の豆"), site)
        sent = site.account().create(japanese)

        slugs = {site.account().update(japanese, sent.external_id).evidence["slug"] for _ in range(2)}

        assert slugs == {sent.evidence["slug"]}

    def test_a_post_that_a_person_took_back_stays_different_also_after_an_update(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.edit(sent.external_id, status="draft")

        updated = site.account().update(due(post(title="Edited"), site), sent.external_id)
        remote = site.account().read(sent.external_id)
        site.edit(sent.external_id, status="published")
        shown = site.account().read(sent.external_id)

        assert remote
        assert shown
        assert remote.remote_hash != updated.remote_hash
        assert shown.remote_hash == updated.remote_hash

    @pytest.mark.parametrize("address", ["https://bücher.example/日本の豆/", "https://garden.example/a b|c?q=ü"])
    def test_a_canonical_url_in_any_script_is_accepted(self, site: Site, address: str) -> None:
        sent = site.account().create(due(post(canonical_url=address), site))

        remote = site.account().read(sent.external_id)

        assert site.stored(sent.external_id)["canonical_url"].isascii()
        assert remote
        assert remote.remote_hash == sent.remote_hash

    def test_no_post_is_sent_by_mail(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.account().update(due(post(title="Edited"), site), sent.external_id)
        site.account().remove(sent.external_id)

        writes = [request for request in site.server.requests if request.method in {"POST", "PUT"}]
        names = {name for request in writes for name in (*request.query, *request.json["posts"][0])}
        assert len(writes) == 3
        assert [name for name in names if "mail" in name or "newsletter" in name] == []

    def test_tags_with_quotes_are_found_and_not_created_again(self, site: Site) -> None:
        tags = ('say "hi"', "it's", "a, b", "🍅", "C++", "C#", "<b>")
        sent = site.account().create(due(post(tags=tags), site))

        updated = site.account().update(due(post(tags=tags), site), sent.external_id)

        assert site.tag_names() == sorted(tags)
        assert updated.remote_hash == sent.remote_hash

    # 2. An update needs the time of the last one.

    def test_an_update_that_collides_is_done_again_with_the_latest_time(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        stale = {
            "errors": [{"message": "Saving failed!", "context": "Someone else is editing", "code": "UPDATE_COLLISION"}]
        }
        site.server.fail_next(409, fields=stale, on=f"PUT {POSTS}")

        edited = site.account().update(due(post(title="Edited"), site), sent.external_id)

        assert edited.external_id == sent.external_id
        assert site.stored(sent.external_id)["title"] == "Edited"

    def test_an_update_that_keeps_colliding_is_tried_later(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.server.fail_next(409, count=2, on=f"PUT {POSTS}")

        with pytest.raises(ServiceUnavailable, match="keeps changing"):
            site.account().update(post(), sent.external_id)

    def test_ghost_refuses_a_stale_update_and_one_without_a_time(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))

        stale = site.edit(sent.external_id, title="x", updated_at="2020-01-01T00:00:00.000Z")
        without = site.ask("PUT", f"/posts/{sent.external_id}/", {"posts": [{"title": "x"}]})

        assert (stale.status, without.status) == (409, 422)

    # 3. HTML is converted; cards keep it.

    def test_what_the_editor_would_change_is_kept_in_cards(self, site: Site) -> None:
        sent = site.account().create(due(post(html=HTML), site))

        html = site.stored(sent.external_id)["html"]

        assert '<table><thead><tr><th align="right">n</th></tr></thead></table>' in html
        assert "<details><summary>More</summary><p>Less</p></details>" in html
        assert '<h2 id="note">Note</h2>' in html
        assert "<del>old</del>" in html
        assert '<pre><code class="language-py">x = 1\n\ny</code></pre>' in html
        assert '<h2 id="soil">Soil</h2>' in html
        assert "<blockquote><p>One.</p><p>Two.</p></blockquote>" in html

    def test_html_is_lost_without_its_source(self, site: Site) -> None:
        answer = site.ask("POST", "/posts/", {"posts": [{"title": "x", "html": "<p>lost</p>"}]}, formats="html")

        assert "lost" not in (json.loads(answer.body)["posts"][0]["html"] or "")
        assert "lost" not in json.dumps(site.all_posts())

    def test_a_title_is_plain_text_and_control_characters_are_left_out(self, site: Site) -> None:
        dirty = post(title="1 < 2 &\x00 <b>x</b>", summary="C\x08", html="<p>D\x00E\x1f</p>", tags=("F\x00",))

        sent = site.account().create(due(dirty, site))

        row = site.stored(sent.external_id)
        assert (row["title"], row["custom_excerpt"]) == ("1 < 2 & <b>x</b>", "C")
        assert "\\u0000" not in json.dumps(row)

    # 4. Dates and states.

    def test_a_post_for_later_is_scheduled_and_one_for_soon_is_published(self, site: Site) -> None:
        later = site.account().create(post(published_at=site.now() + timedelta(hours=1)))
        soon = site.account().create(post(key="item-8", slug="soon", published_at=site.now() + timedelta(seconds=20)))

        assert (later.evidence["status"], soon.evidence["status"]) == ("scheduled", "published")

    def test_an_old_post_keeps_its_date(self, site: Site) -> None:
        moment = site.now() - timedelta(days=400)

        sent = site.account().create(post(published_at=moment))

        assert site.stored(sent.external_id)["published_at"] == moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def test_an_update_keeps_the_status(self, site: Site) -> None:
        draft = site.account(status="draft").create(due(post(), site))
        public = site.account(status="draft").create(due(post(key="item-8", slug="second"), site))
        site.edit(public.external_id, status="published")

        statuses = [
            site.account(status="draft")
            .update(due(post(key=key, slug=slug), site), sent.external_id)
            .evidence["status"]
            for key, slug, sent in (("item-7", "raised-beds", draft), ("item-8", "second", public))
        ]

        assert statuses == ["draft", "published"]

    # 5. Status codes, tags and images.

    @pytest.mark.parametrize(
        ("key", "seen"),
        [("0" * 24 + ":" + "ab" * 32, "does not know this key"), ("", "second half of the key is wrong")],
    )
    def test_a_wrong_key_is_named(self, site: Site, key: str, seen: str) -> None:
        wrong = key or f"{site.key.split(':')[0]}:{'ab' * 32}"

        failed = [result for result in site.account(key=wrong).check() if not result.is_ok]

        assert [(result.name, seen in result.seen) for result in failed] == [("Key", True)]
        with pytest.raises(PermanentFailure, match="replace its credentials"):
            site.account(key=wrong).create(post())

    def test_a_wrong_path_and_a_missing_tls_are_named(self, site: Site) -> None:
        (wrong_path,) = site.account(url=f"{site.server.url}/blog").check()
        (without_tls,) = site.account(url=site.server.url.replace("http:", "https:")).check()

        assert "no Ghost at this path" in wrong_path.seen
        assert "without TLS" in without_tls.seen

    def test_a_field_that_ghost_refuses_is_named(self, site: Site) -> None:
        with pytest.raises(PermanentFailure, match=r"answered 422: .*canonical_url"):
            site.account().create(due(post(canonical_url="not an address"), site))

    def test_texts_at_their_limits_are_accepted(self, site: Site) -> None:
        long = post(title="t" * 300, summary="e " * 200, tags=("g" * 300,), cover=image(alt="a " * 120))

        row = site.stored(site.account().create(due(long, site)).external_id)

        assert (len(row["title"]), row["title"][-1]) == (255, "…")
        assert len(row["custom_excerpt"]) <= 300
        assert len(row["feature_image_alt"]) <= 191

    def test_a_tag_in_another_case_is_the_same_tag(self, site: Site) -> None:
        site.write(title="x", html="<p>x</p>", tags=[{"name": "Beans"}])

        first = site.account().create(due(post(tags=("beans", "BEANS", "O'Hara", "#Hidden", " ")), site))
        site.account().update(due(post(tags=("o'hara", "beans", "Peas")), site), first.external_id)

        assert site.tag_names() == ["Beans", "Hidden", "O'Hara", "Peas"]
        names = [tag["name"] for tag in site.stored(first.external_id)["tags"]]
        assert names == ["O'Hara", "Beans", "Peas", f"#{marker_of(post().key)}"]

    def test_an_image_is_uploaded_once_with_its_alt_text(self, site: Site) -> None:
        picture = image("garden/Raised Beds.png")
        html = f'<p><img src="media:{picture.sha256}"></p><p>Same: <img src="media:{picture.sha256}" alt="Again"></p>'
        pictured = due(post(html=html, images=(picture,), cover=picture), site)

        sent = site.account().create(pictured)
        site.account().update(replace(pictured, title="Edited"), sent.external_id)

        row = site.stored(sent.external_id)
        assert len(site.server.sent("POST /ghost/api/admin/images/upload/")) == 1
        assert f"raised-beds-{picture.sha256[:16]}" in row["feature_image"]
        assert row["feature_image_alt"] == picture.alt
        assert row["html"].count(row["feature_image"]) == 2
        assert f'alt="{picture.alt}"' in row["html"]
        assert 'alt="Again"' in row["html"]

    def test_an_upload_whose_answer_was_lost_is_found_and_not_repeated(self, site: Site) -> None:
        picture = image(f"lost {site.now()}.png")
        site.server.fail_next("cut-after", on="POST /ghost/api/admin/images/upload/")
        with pytest.raises(ServiceUnavailable):
            site.account().create(due(post(cover=picture), site))

        sent = site.account().create(due(post(cover=picture), site))

        assert len(site.server.sent("POST /ghost/api/admin/images/upload/")) == 1
        assert site.stored(sent.external_id)["feature_image"].endswith(f"{picture.sha256[:16]}.png")

    def test_a_file_that_ghost_refuses_is_a_permanent_failure(self, site: Site) -> None:
        def bad(*_: object) -> PreparedImage:
            return PreparedImage(b"text", "text/plain", 1, 1, "x.txt")

        with pytest.raises(PermanentFailure, match="415"):
            site.account(with_tools=tools(prepare=bad, now=site.now)).create(due(post(cover=image()), site))

    # Removal.

    def test_a_removed_post_is_a_draft_and_publishing_again_gets_its_address(self, site: Site) -> None:
        first = site.account().create(due(post(), site))
        site.account().remove(first.external_id)
        site.account().remove(first.external_id)

        match = site.account().find(post())
        second = site.account().create(due(post(), site))

        assert match is None
        assert site.stored(first.external_id)["status"] == "draft"
        assert site.account().read(first.external_id) is None
        with pytest.raises(RemoteGone):
            site.account().update(post(), first.external_id)
        assert (second.external_id != first.external_id, second.evidence["slug"]) == (True, "raised-beds")

    def test_a_removed_post_is_deleted_where_the_settings_say_so(self, site: Site) -> None:
        sent = site.account(removal="delete").create(due(post(), site))

        site.account(removal="delete").remove(sent.external_id)
        site.account(removal="delete").remove(sent.external_id)

        assert site.all_posts() == []

    def test_the_canonical_url_is_sent_unless_the_settings_say_no(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        row = site.stored(sent.external_id)
        site.account(sends_canonical_url=False).update(due(post(), site), sent.external_id)

        assert row["canonical_url"] == "https://garden.example/raised-beds/"
        assert site.stored(sent.external_id)["canonical_url"] is None
