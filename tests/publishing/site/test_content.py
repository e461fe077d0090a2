"""Names that a site keeps for itself."""

from fsp.publishing.site.content import page_slug


def test_names_the_site_keeps_are_not_given_to_posts() -> None:
    assert [page_slug(name) for name in ("tags", "media", "page", "beans")] == [
        "tags-post",
        "media-post",
        "page-post",
        "beans",
    ]
