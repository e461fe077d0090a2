"""Texts that are not Markdown, imported as posts."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from fsp.importing.formats.detect import open_import
from fsp.importing.import_posts import ImportReport, import_posts
from fsp.models.item import ItemState
from fsp.settings import Settings
from tests.content.images.pictures import picture
from tests.importing.formats.posts import body_of, posts

Imported = Callable[[dict[str, str | bytes]], ImportReport]
NOTEBOOK = {"cells": [{"cell_type": "markdown", "source": ["# Beans\n", "Text."]}], "metadata": {}}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def imported(core: Flask, settings: Settings, tmp_path: Path) -> Imported:
    return lambda files: import_posts(write(tmp_path / "blog", files), "Garden", settings=settings)


def test_a_blog_of_pelican_keeps_its_values_links_and_images(imported: Imported) -> None:
    report = imported(
        {
            "content/first.rst": "First beans\n===========\n\n"
            ":date: 2020-01-02\n:tags: garden, sowing\n:slug: first\n\n"
            "See `the next <{filename}/second.md>`_.\n\n.. image:: /img/bean.png\n   :alt: A bean\n",
            "content/second.md": "Title: Second\nDate: 2020-01-03\n\nText.\n",
            "content/img/bean.png": picture("PNG"),
        }
    )

    post = posts()["first"]
    assert (report.created, report.images, report.dead_links, report.faults) == (2, 1, 0, [])
    assert (post.title, post.tags, post.source_path) == ("First beans", ["garden", "sowing"], "content/first.rst")
    assert post.publish_at == datetime(2020, 1, 2, tzinfo=UTC)
    assert body_of(post) == "See [the next]({filename}/second.md).\n\n![A bean](/img/bean.png)"


def test_a_blog_of_nikola_has_its_values_in_every_place(imported: Imported) -> None:
    report = imported(
        {
            "conf.py": "# Nikola\nPOSTS = ()\n",
            "posts/a.rst": ".. title: A\n.. slug: a\n.. date: 2020-01-02 10:00:00 UTC-05:00\n.. tags: x, y\n\n*Text*",
            "posts/b.txt": "Old *text*, see `a <link://slug/a>`_.",
            "posts/b.meta": "B\nb\n2020/01/03 10:00\nx\n",
            "posts/c.md": "<!--\n.. title: C\n.. date: 2020-01-04\n.. status: private\n-->\n\n**Text**",
            "posts/d.html": "<!--\n.. title: D\n.. date: 2020-01-05\n-->\n<p>Text</p>",
            "requirements.txt": "nikola",
        }
    )

    assert (report.created, report.dead_links, report.faults) == (4, 0, [])
    assert posts()["a"].publish_at == datetime(2020, 1, 2, 15, tzinfo=UTC)
    assert body_of(posts()["b"]) == "Old *text*, see [a](/a)."
    assert posts()["c"].state == ItemState.DRAFT
    assert body_of(posts()["d"]) == "Text"


def test_pages_of_lektor_have_the_types_of_their_models(imported: Imported) -> None:
    report = imported(
        {
            "models/blog.ini": "[model]\nname = Blog\n\n[children]\nmodel = post\n",
            "models/post.ini": "[fields.pub_date]\ntype = date\n[fields.tags]\ntype = strings\n"
            "[fields.story]\ntype = flow\n",
            "flowblocks/text.ini": "[fields.text]\ntype = markdown\n",
            "content/blog/contents.lr": "_model: blog\n---\ntitle: Blog\n",
            "content/blog/beans/contents.lr": "title: Beans\n---\npub_date: 2020-01-02\n---\ntags:\n\ngarden\nsowing\n"
            "---\nstory:\n\n#### text ####\ntext: One ![](bean.png)\n#### text ####\ntext:\n\nTwo\n",
            "content/blog/beans/bean.png": picture("PNG"),
            "content/blog/peas/contents.lr": "title: Peas\n---\n_hidden: yes\n---\nbody:\n\nA\n----\nB\n",
        }
    )

    assert (report.created, report.images, report.faults) == (3, 1, [])
    assert posts()["beans"].tags == ["garden", "sowing"]
    assert body_of(posts()["beans"]) == "One ![](bean.png)\n\nTwo"
    assert (posts()["peas"].state, body_of(posts()["peas"])) == (ItemState.DRAFT, "A\n---\nB")


def test_html_below_front_matter_is_a_post_and_a_page_of_the_theme_is_none(imported: Imported) -> None:
    report = imported(
        {
            "_config.yml": "url: https://example.org",
            "_posts/2020-01-02-beans.html": "---\ntitle: Beans\nlayout: post\n---\n<p>Broad <b>beans</b>.</p>\n"
            "{% highlight ruby %}\nputs 1\n\nputs 2\n{% endhighlight %}\n",
            "_layouts/post.html": "---\nlayout: default\n---\n{{ content }}",
            "other.html": "<html><body>Page</body></html>",
            "index.html": "---\ntitle: Home\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}",
        }
    )

    assert report.created == 1
    assert report.notes == ["index.html: it lists other pages, as a template of the generator; not imported."]
    assert body_of(posts()["beans"]) == "Broad **beans**.\n\n```ruby\nputs 1\n\nputs 2\n```"


def test_org_mode_is_read_with_pandoc_or_named(imported: Imported) -> None:
    report = imported(
        {
            "posts/a.org": "#+TITLE: Beans\n#+DATE: <2020-01-02 Thu>\n#+FILETAGS: :a:b:\n\n* Sowing\nText.\n",
            "b.md": "B",
        }
    )

    if shutil.which("pandoc") is None:
        assert "need pandoc" in report.faults[0].message
        return
    assert (report.created, report.faults) == (2, [])
    assert (posts()["a"].title, posts()["a"].tags) == ("Beans", ["a", "b"])
    assert body_of(posts()["a"]) == "## Sowing\n\nText."


def test_a_text_that_cannot_be_read_is_named_and_the_others_are_imported(imported: Imported) -> None:
    report = imported({"a.ipynb": "{}", "b.ipynb": json.dumps(NOTEBOOK)})

    assert (report.created, [fault.name for fault in report.faults]) == (1, ["a.ipynb"])


def test_a_single_text_can_be_imported(tmp_path: Path) -> None:
    file = write(tmp_path, {"post.rst": "Title\n=====\n\nText"}) / "post.rst"

    with open_import(file) as source:
        assert source.posts == ["post.rst"]


def test_notebooks_among_the_downloads_are_no_posts_but_can_be_shown(imported: Imported) -> None:
    report = imported(
        {
            "content/downloads/notebooks/beans.ipynb": json.dumps(NOTEBOOK),
            "content/post.md": "Title: Post\nDate: 2020-01-02\n\n{% notebook notebooks/beans.ipynb %}\n",
        }
    )

    assert report.created == 1
    assert body_of(posts()["post"]) == "Text."


def test_an_export_of_fsp_is_not_converted(tmp_path: Path) -> None:
    write(tmp_path, {"project.json": json.dumps({"formatVersion": 2}), "a.md": "A", "files/b.rst": "B\n=\n\nText"})

    with open_import(tmp_path) as source:
        assert source.posts == ["a.md"]
