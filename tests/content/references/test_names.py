"""Names of posts."""

import pytest

from fsp.content.references.names import index_names, joined, name_of_path, post_names, wanted_names

POSTS = {
    "content/posts/2020-01-02-first.md": ("first", "The First"),
    "content/posts/bundle/index.md": ("bundle", "Bundle"),
    "content/other/third.md": ("third", "Third"),
    "content/posts/späť.md": ("spat", "Späť"),
    "content/posts/second post.md": ("second-post", "Second"),
    "content/posts/both.en.md": ("both", "Both"),
    "content/posts/both.fr.md": ("both-2", "Les deux"),
    "_posts/2021-03-04-jekyll.md": ("jekyll", "Jekyll"),
}
INDEX = index_names(
    (slug, post_names(source_path=path, slug=slug, title=title, addresses=[f"old/{slug}"]))
    for path, (slug, title) in POSTS.items()
)


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("2020-01-02-first.md", "first"),
        ("2020-01-02-first", "first"),
        ("first.html", "first"),
        ("FIRST.MD", "first"),
        ("../first/", "first"),
        ("/posts/first/", "first"),
        ("/2020/01/02/first.html", "first"),
        ("bundle/", "bundle"),
        ("bundle/index.md", "bundle"),
        ("../other/third", "third"),
        ("spa\u0308t\u030c.md", "spat"),
        ("späť", "spat"),
        ("Second Post", "second-post"),
        ("second-post/", "second-post"),
        ("The First", "first"),
        ("/old/third/", "third"),
        ("/_posts/2021-03-04-jekyll.md", "jekyll"),
        ("/2021-03-04-jekyll", "jekyll"),
        ("nowhere.md", None),
    ],
)
def test_posts_are_found_by_what_people_write(path: str, slug: str | None) -> None:
    names = wanted_names("content/posts/from.md", path)

    assert next((INDEX[name] for name in names if name in INDEX), None) == slug


def test_a_translation_links_to_its_own_language() -> None:
    first = {
        language: next(
            INDEX[name] for name in wanted_names(f"content/posts/from.{language}.md", "both.md") if name in INDEX
        )
        for language in ("en", "fr")
    }

    assert first == {"en": "both", "fr": "both-2"}


def test_an_exact_path_is_never_taken_by_a_shorter_name() -> None:
    index = index_names([("a", post_names(source_path="x/b.md")), ("b", post_names(source_path="b.md"))])

    assert index["b"] == "b"
    assert index["x/b"] == "a"


def test_paths_have_one_spelling() -> None:
    assert name_of_path("Posts\\A%.MD") == "posts/a%"
    assert name_of_path("a/index.zh-cn.md") == "a"
    assert name_of_path("spa\u0308t.md") == "spät"
    assert joined("a/b", "../../../c") == "c"
