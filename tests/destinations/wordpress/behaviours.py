"""What surprises in WordPress, and how the platform handles it: the same tests on loopback and on a real server.

The numbers are those of the list in docs/how-to/publish-to-wordpress.md.
"""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest

from fsp.destinations.contract import PreparedImage
from fsp.errors import AnswerLost, PermanentFailure, RemoteGone, ServiceUnavailable
from tests.destinations.cuts import create_under_cuts
from tests.destinations.tools import image, post, tools
from tests.destinations.wordpress.site import Site, due

CODE = '<p>Use [gallery] here:</p>\n<pre><code class="language-sh">echo [gallery]\n\n  a -- b</code></pre>'
RICH = (
    '<h1 id="h">Über</h1>\n<p>1 &lt; 2 &amp; <a href="https://x.example/?a=1&amp;b=2" rel="noopener">x</a>\n'
    'same paragraph</p>\n<ul>\n<li class="task">☐ todo</li>\n</ul>\n'
    '<p>a<sup><a href="#fn1" id="fnref1" role="doc-noteref">1</a></sup> <code class="math">x^2 &lt; 3</code></p>\n'
    '<blockquote>\n<p class="admonition-title note">Note</p>\n<p>b</p>\n</blockquote>\n'
    '<table><thead><tr><th align="right">c</th></tr></thead><tbody>\n'
    '<tr><td align="right">1</td></tr>\n</tbody></table>\n'
    '<pre><code class="language-py"><span class="n">x</span> <span class="o">=</span> 1\n</code></pre>\n'
    "<p><del>d</del> <kbd>e</kbd> <mark>f</mark></p>\n<details><summary>g</summary><p>h</p></details>\n"
    "<dl>\n<dt>i</dt>\n<dd>j</dd>\n</dl>\n"
    '<div class="footnotes" role="doc-endnotes"><ol><li id="fn1"><p>k</p></li></ol></div>'
)


class WordPressBehaviours:
    """The tests. A subclass provides the fixtures `site` and `plain_site`, which has no permalinks."""

    CUTS: ClassVar[int] = 200

    @pytest.fixture
    def site(self) -> Site:
        raise NotImplementedError

    @pytest.fixture
    def plain_site(self) -> Site:
        raise NotImplementedError

    # 1. Permalinks off: the pretty address answers with the home page.

    def test_without_permalinks_the_api_is_found_and_used(self, plain_site: Site) -> None:
        wrong = plain_site.server.url + "/wp-json/wp/v2/posts"
        headers = {"Content-Type": "application/json"}
        answer = tools().http.request("POST", wrong, headers=headers, body=b'{"title": "x"}')

        sent = plain_site.account().create(due(post(), plain_site))

        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert [row["id"] for row in plain_site.all_posts()] == [int(sent.external_id)]
        assert plain_site.account().find(post()) == sent
        plain_site.account().update(post(title="Edited"), sent.external_id)
        plain_site.account().remove(sent.external_id)
        assert plain_site.account().read(sent.external_id) is None

    def test_a_page_instead_of_json_is_no_success(self, site: Site) -> None:
        site.server.fail_next("html", on="POST /wp-json/wp/v2/posts")

        with pytest.raises(AnswerLost, match="text/html instead of JSON"):
            site.account().create(post())

        assert site.all_posts() == []

    # 2. A retry doubles; a slug is not unique; the trash renames it.

    def test_wordpress_doubles_what_is_sent_twice_and_this_platform_does_not(self, site: Site) -> None:
        fields = {"title": "Retried", "content": "x", "status": "publish", "slug": "retried"}
        naive = [site.post("wp/v2/posts", **fields)["slug"] for _ in range(3)]
        site.server.fail_next("cut-after", on="POST /wp-json/wp/v2/posts", count=1)
        with pytest.raises(AnswerLost):
            site.account().create(due(post(), site))

        sent = site.account().find(post())

        assert naive == ["retried", "retried-2", "retried-3"]
        assert sent
        assert [row["id"] for row in site.all_posts() if row["slug"].startswith("raised")] == [int(sent.external_id)]

    def test_answers_that_are_cut_off_double_nothing(self, site: Site) -> None:
        posts = [due(post(key=f"cut-{number}", slug=f"cut-{number % 7}"), site) for number in range(self.CUTS)]

        sent = create_under_cuts(site.server, site.account, posts, creates="POST /wp-json/wp/v2/posts")

        assert sorted(place.external_id for place in sent) == sorted(site.server.created)
        assert len(set(site.server.created)) == self.CUTS

    @pytest.mark.parametrize("user", ["admin", "author"])
    def test_a_post_is_found_in_every_status_including_the_trash(self, site: Site, user: str) -> None:
        sent = site.account(user).create(due(post(), site))

        seen = {}
        for status in ("draft", "pending", "private", "publish"):
            site.post(f"wp/v2/posts/{sent.external_id}", status=status)
            match = site.account(user).find(post())
            seen[status] = match.external_id if match else None
        site.ask("DELETE", f"wp/v2/posts/{sent.external_id}")
        match = site.account(user).find(post())

        assert seen == dict.fromkeys(("draft", "pending", "private", "publish"), sent.external_id)
        assert match
        assert (match.external_id, match.evidence["status"]) == (sent.external_id, "trash")

    def test_a_post_is_found_when_a_plugin_breaks_the_search(self, site: Site) -> None:
        site.post("wp/v2/posts", title="Same slug", content="x", status="publish", slug="raised-beds")
        sent = site.account().create(due(post(), site))
        site.server.fail_next(200, fields=[], on="GET /wp-json/wp/v2/posts")

        match = site.account().find(post())

        assert sent.evidence["slug"] == "raised-beds-2"
        assert match == sent

    def test_a_copy_of_the_post_made_by_a_person_is_not_taken_for_it(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        content = site.stored(sent.external_id)["content"]["raw"]
        site.post("wp/v2/posts", title="Copy", content=content, status="publish", slug="copy")

        match = site.account().find(post())

        assert match
        assert match.external_id == sent.external_id

    def test_an_unregistered_field_and_an_idempotency_key_are_ignored(self, site: Site) -> None:
        row = site.post("wp/v2/posts", title="m", content="c", status="draft", meta={"fsp_key": "k1"})

        assert row["meta"] == []

    def test_a_slug_in_another_script_stays_the_same(self, site: Site) -> None:
        japanese = due(post(slug="日本の豆"), site)
        sent = site.account().create(japanese)
        site.server.fail_next(200, fields=[], on="GET /wp-json/wp/v2/posts")

        match = site.account().find(japanese)
        slugs = {site.account().update(japanese, sent.external_id).evidence["slug"] for _ in range(2)}

        assert match == sent
        assert slugs == {sent.evidence["slug"]}

    # 3. The trash: an edit answers 200, a second removal 410, after force 404.

    def test_an_edit_of_a_post_in_the_trash_says_that_it_is_gone(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.ask("DELETE", f"wp/v2/posts/{sent.external_id}")

        with pytest.raises(RemoteGone, match="trash"):
            site.account().update(post(title="Edited"), sent.external_id)

        assert site.stored(sent.external_id)["status"] == "trash"
        assert site.account().read(sent.external_id) is None

    def test_a_removed_post_is_in_the_trash_and_publishing_again_creates_a_new_one(self, site: Site) -> None:
        first = site.account().create(due(post(), site))
        site.account().remove(first.external_id)
        site.account().remove(first.external_id)

        match = site.account().find(post())
        second = site.account().create(due(post(), site))

        assert match is None
        assert site.stored(first.external_id)["status"] == "trash"
        assert (second.external_id != first.external_id, second.evidence["slug"]) == (True, "raised-beds")

    def test_a_post_that_was_deleted_for_good_is_gone_and_its_removal_is_fine(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.delete(f"wp/v2/posts/{sent.external_id}")

        site.account().remove(sent.external_id)

        assert site.account().read(sent.external_id) is None
        with pytest.raises(RemoteGone):
            site.account().update(post(), sent.external_id)

    # 4. Permanent faults that look like a broken server.

    def test_a_file_that_wordpress_refuses_is_a_permanent_failure(self, site: Site) -> None:
        def bad(*_: object) -> PreparedImage:
            return PreparedImage(b"<svg/>", "image/svg+xml", 1, 1, "x.svg")

        account = site.account(with_tools=tools(prepare=bad, now=site.now))

        with pytest.raises(PermanentFailure, match="500: Sorry, you are not allowed to upload this file type"):
            account.create(due(post(cover=image()), site))

        assert site.all_posts() == []

    # 5. A date in the future schedules; up to about a minute ahead it does not.

    def test_a_post_for_later_is_scheduled_and_one_for_soon_is_published(self, site: Site) -> None:
        later = site.account().create(post(published_at=site.now() + timedelta(hours=1)))
        soon = site.account().create(post(key="item-8", slug="soon", published_at=site.now() + timedelta(seconds=20)))

        assert (later.evidence["status"], soon.evidence["status"]) == ("future", "publish")

    def test_a_post_that_is_due_is_published_though_the_servers_clock_is_behind(self, site: Site) -> None:
        ahead = site.now() + timedelta(minutes=5)
        account = site.account(with_tools=tools(now=lambda: ahead))

        sent = account.create(post(published_at=ahead - timedelta(seconds=1)))

        assert sent.evidence["status"] == "publish"

    def test_an_old_post_keeps_its_date(self, site: Site) -> None:
        moment = site.now() - timedelta(days=400)

        sent = site.account().create(post(published_at=moment))

        assert site.stored(sent.external_id)["date_gmt"] == moment.strftime("%Y-%m-%dT%H:%M:%S")

    # 6. A wrong password still reads what is public.

    @pytest.mark.parametrize("password", ["wrong", "admin-password"])
    def test_a_wrong_password_is_named_though_reading_works(self, site: Site, password: str) -> None:
        site.post("wp/v2/posts", title="By admin", content="x", status="publish")
        public = tools().http.request("GET", f"{site.server.url}/index.php?rest_route=/wp/v2/posts")

        failed = [result for result in site.account(password=password).check() if not result.is_ok]

        assert public.status == 200
        assert [(result.name, "password" in result.seen and "wrong" in result.seen) for result in failed] == [
            ("User", True)
        ]
        with pytest.raises(PermanentFailure, match="replace its credentials"):
            site.account(password=password).create(post())

    def test_an_application_password_works_with_and_without_blanks(self, site: Site) -> None:
        password = site.passwords["admin"].replace(" ", "")
        groups = " ".join(password[start : start + 4] for start in range(0, len(password), 4))

        results = [*site.account(password=password).check(), *site.account(password=groups).check()]

        assert [result for result in results if not result.is_ok] == []

    def test_the_rights_of_each_role_are_named(self, site: Site) -> None:
        failed = {
            user: [result.name for result in site.account(user).check() if not result.is_ok]
            for user in ("admin", "author", "contributor")
        }

        assert failed == {"admin": [], "author": [], "contributor": ["May publish", "May upload"]}
        with pytest.raises(PermanentFailure, match="not allowed to publish"):
            site.account("contributor").create(post())

    def test_a_missing_tls_is_named(self, site: Site) -> None:
        without_tls = site.account(url=site.server.url.replace("http:", "https:")).check()

        assert [(result.is_ok, "without TLS" in result.seen) for result in without_tls] == [(False, True)]

    def test_a_wrong_path_is_named_with_the_right_address(self, site: Site) -> None:
        (result,) = site.account(url=f"{site.server.url}/no/blog").check()

        assert "no WordPress at this path" in result.seen
        assert result.fix == f"Enter the address of the site: {site.server.url}"

    # 7. Maintenance, a lost database, and pages of the web server in front.

    def test_maintenance_is_waited_for(self, site: Site) -> None:
        page: dict[str, Any] = {
            "headers": {"Retry-After": "600", "Content-Type": "text/html"},
            "body": b"<h1>Maintenance</h1>",
        }
        site.server.fail_next(503, on="GET /", count=4, **page)

        with pytest.raises(ServiceUnavailable) as raised:
            site.account().create(post())

        assert raised.value.retry_after_seconds == 600
        assert site.all_posts() == []

    def test_a_database_that_is_down_is_no_permanent_failure(self, site: Site) -> None:
        died = {"code": "wp_die", "message": "Error establishing a database connection", "data": {"status": 500}}
        site.server.fail_next(500, fields=died, on="GET /wp-json/wp/v2/posts")

        with pytest.raises(ServiceUnavailable, match="establishing a database connection"):
            site.account().find(post())

    def test_a_text_that_the_web_server_refuses_is_a_permanent_failure(self, site: Site) -> None:
        site.server.fail_next(
            413, headers={"Content-Type": "text/html"}, body=b"<h1>413</h1>", on="POST /wp-json/wp/v2/posts"
        )

        with pytest.raises(PermanentFailure, match="answered 413"):
            site.account().create(post())

    # 8. Tags and categories are numbers; existing ones are a 400.

    def test_tags_and_the_category_are_created_once_and_set(self, site: Site) -> None:
        site.post("wp/v2/tags", name="Beans & Peas")
        account = site.account(category="Garden & Co")

        first = account.create(due(post(tags=("beans & peas", "New", "new", "x" * 300)), site))
        second = site.account(category="garden & co").create(
            due(post(key="item-8", slug="second", tags=("New",)), site)
        )

        rows = [site.stored(sent.external_id) for sent in (first, second)]
        names = {row["id"]: row["name"] for row in site.get("wp/v2/tags", per_page=100)}
        assert [names[number] for number in sorted(rows[0]["tags"])] == ["Beans &amp; Peas", "New", "x" * 200]
        assert [names[number] for number in rows[1]["tags"]] == ["New"]
        assert rows[0]["categories"] == rows[1]["categories"] != [1]

    def test_a_tag_that_looks_like_an_element_is_kept_and_one_of_which_nothing_is_left_is_dropped(
        self, site: Site
    ) -> None:
        sent = site.account().create(due(post(tags=("<b>", "%20", "x < y", "List<T>")), site))

        names = {row["id"]: row["name"] for row in site.get("wp/v2/tags", per_page=100)}
        stored_names = [names[number] for number in sorted(site.stored(sent.external_id)["tags"])]
        assert sorted(stored_names) == ["&lt;b&gt;", "List&lt;T&gt;", "x &lt; y"]

    def test_a_category_that_an_author_may_not_create_is_named(self, site: Site) -> None:
        with pytest.raises(PermanentFailure, match='create the category "Herbs"'):
            site.account("author", category="Herbs").create(post())

        failed = [result for result in site.account("author", category="Herbs").check() if not result.is_ok]
        assert [result.name for result in failed] == ["Limits"]
        site.post("wp/v2/categories", name="Herbs")
        assert all(result.is_ok for result in site.account("author", category="Herbs").check())
        assert site.account("author", category="Herbs").create(due(post(), site)).external_id

    def test_of_two_categories_with_one_name_that_of_the_top_level_is_used(self, site: Site) -> None:
        parent = site.post("wp/v2/categories", name="Vegetables")["id"]
        child = site.post("wp/v2/categories", name="Beans", parent=parent)["id"]
        only_child = site.account(category="beans").create(due(post(), site))
        top = site.post("wp/v2/categories", name="Beans", slug="beans-top")["id"]

        sent = site.account(category="Beans").create(due(post(key="item-8", slug="compost"), site))

        assert site.stored(only_child.external_id)["categories"] == [child]
        assert site.stored(sent.external_id)["categories"] == [top]

    def test_an_edit_by_hand_is_overwritten_and_seen_before(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        site.post(f"wp/v2/posts/{sent.external_id}", content="theirs")
        remote = site.account().read(sent.external_id)

        edited = site.account().update(due(post(), site), sent.external_id)

        assert remote
        assert remote.remote_hash != sent.remote_hash
        assert edited.remote_hash == sent.remote_hash

    def test_a_post_that_a_person_took_back_stays_different_also_after_an_update(self, site: Site) -> None:
        sent = site.account().create(due(post(), site))
        hashes = {}
        for name, change in {"draft": {"status": "draft"}, "protected": {"status": "publish", "password": "x"}}.items():
            site.post(f"wp/v2/posts/{sent.external_id}", **change)
            updated = site.account().update(due(post(title=name), site), sent.external_id)
            remote = site.account().read(sent.external_id)
            hashes[name] = remote is not None and remote.remote_hash != updated.remote_hash
        site.post(f"wp/v2/posts/{sent.external_id}", password="")
        shown = site.account().read(sent.external_id)

        assert hashes == {"draft": True, "protected": True}
        assert shown
        assert shown.remote_hash == updated.remote_hash

    def test_a_post_that_a_person_saved_unchanged_does_not_differ(self, site: Site) -> None:
        tags = ('say "hi"', "it's", "🍅", "x < y", "a & b")
        sent = site.account().create(due(post(html=RICH, title='"Quotes" & <b>x</b> 🍅', tags=tags), site))
        row = site.stored(sent.external_id)

        texts = {name: row[name]["raw"] for name in ("title", "content", "excerpt")}
        site.post(f"wp/v2/posts/{sent.external_id}", **texts)

        remote = site.account().read(sent.external_id)
        assert remote
        assert remote.remote_hash == sent.remote_hash

    def test_a_post_that_was_given_to_another_user_is_named_and_differs(self, site: Site) -> None:
        author = site.account("author")
        sent = author.create(due(post(), site))
        site.post(f"wp/v2/posts/{sent.external_id}", author=1)

        remote = author.read(sent.external_id)

        assert remote
        assert (remote.url, remote.remote_hash != sent.remote_hash) == (sent.url, True)
        for call in (partial(author.update, due(post(), site)), author.remove):
            with pytest.raises(PermanentFailure, match="belongs to another user"):
                call(sent.external_id)

    # 9. Text.

    @pytest.mark.parametrize("user", ["admin", "author"])
    def test_shortcodes_stay_as_written(self, site: Site, user: str) -> None:
        naive = site.post("wp/v2/posts", title="n", content=CODE, status="publish")["content"]["rendered"]

        sent = site.account(user).create(due(post(html=CODE), site))

        shown = site.stored(sent.external_id)["content"]["rendered"].replace("&#091;", "[").replace("&#91;", "[")
        assert "[gallery]" not in naive
        assert shown.count("[gallery]") == 2
        assert "echo [gallery]\n\n  a -- b</code></pre>" in shown

    def test_shortcodes_run_where_the_settings_say_so_but_not_in_code(self, site: Site) -> None:
        sent = site.account(runs_shortcodes=True).create(due(post(html=CODE), site))

        shown = site.stored(sent.external_id)["content"]["rendered"].replace("&#091;", "[").replace("&#91;", "[")
        assert "Use [gallery] here" not in shown
        assert "echo [gallery]" in shown

    def test_control_characters_are_left_out(self, site: Site) -> None:
        dirty = post(title="A\x00B\x0b", summary="C\x08", html="<p>D\x00E\x1f</p>", tags=("F\x00",))

        sent = site.account().create(due(dirty, site))

        assert "\\u0000" not in json.dumps(site.stored(sent.external_id))
        assert site.stored(sent.external_id)["title"]["raw"] == "AB"

    def test_the_text_is_stored_as_sent_for_every_role(self, site: Site) -> None:
        stored = [
            site.stored(site.account(user).create(due(post(key=user, slug=user, html=RICH), site)).external_id)
            for user in ("admin", "author")
        ]

        assert all(RICH in row["content"]["raw"] for row in stored)
        assert all("same paragraph</p>" in row["content"]["rendered"] for row in stored)

    def test_a_title_with_signs_is_shown_as_written(self, site: Site) -> None:
        sent = site.account().create(due(post(title="1 < 2 & <b>x</b>"), site))

        assert site.stored(sent.external_id)["title"]["raw"] == "1 &lt; 2 &amp; &lt;b&gt;x&lt;/b&gt;"

    # 10. Media.

    def test_an_image_is_uploaded_once_with_its_alt_text(self, site: Site) -> None:
        picture = image("garden/Raised Beds.png")
        html = f'<p><img src="media:{picture.sha256}"></p><p><img src="media:{picture.sha256}" alt="Again"></p>'
        pictured = due(post(html=html, images=(picture,), cover=picture), site)

        sent = site.account().create(pictured)
        site.account().update(replace(pictured, title="Edited"), sent.external_id)

        row = site.stored(sent.external_id)
        (media,) = site.get("wp/v2/media", slug=f"raised-beds-{picture.sha256[:16]}")
        assert len(site.server.sent("POST /wp-json/wp/v2/media")) == 2  # the upload, and its alt text
        assert (row["featured_media"], media["alt_text"]) == (media["id"], picture.alt)
        assert f'src="{media["source_url"]}" alt="Raised beds in May" width="8" height="6"' in row["content"]["raw"]
        assert f'src="{media["source_url"]}" alt="Again"' in row["content"]["raw"]

    def test_an_upload_whose_answer_was_lost_is_found_and_not_repeated(self, site: Site) -> None:
        site.server.fail_next("cut-after", on="POST /wp-json/wp/v2/media")
        with pytest.raises(ServiceUnavailable):
            site.account().create(due(post(cover=image()), site))

        sent = site.account().create(due(post(cover=image()), site))

        assert len(site.get("wp/v2/media", per_page=100)) == 1
        assert site.stored(sent.external_id)["featured_media"]

    def test_an_upload_that_was_deleted_there_is_repeated(self, site: Site) -> None:
        sent = site.account().create(due(post(cover=image()), site))
        first = site.stored(sent.external_id)["featured_media"]
        site.delete(f"wp/v2/media/{first}")

        site.account().update(due(post(cover=image()), site), sent.external_id)

        second = site.stored(sent.external_id)["featured_media"]
        assert second not in {0, first}

    def test_a_user_who_may_not_upload_is_told(self, site: Site) -> None:
        with pytest.raises(PermanentFailure, match="answered 403"):
            site.account("contributor", status="draft").create(post(cover=image()))
