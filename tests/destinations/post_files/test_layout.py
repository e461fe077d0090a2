"""The paths and addresses of post files."""

import pytest
from pydantic import ValidationError

from fsp.destinations.post_files.layout import FileLayout
from fsp.errors import PermanentFailure
from tests.destinations.tools import post


def test_placeholders_are_replaced() -> None:
    layout = FileLayout(
        post_path="_posts/{year}-{month}-{day}-{slug}.md", public_url="https://x.org/{language}/{slug}/"
    )

    assert layout.path_of(post()) == "_posts/2026-11-30-raised-beds.md"
    assert layout.url_of("a", None, "", canonical_url="") == "https://x.org/en/a/"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("post_path", "posts.md", "must contain {slug}"),
        ("post_path", "{slug}.exe", "must end with"),
        ("post_path", "{slug}", "must end with"),
        ("post_path", "../{slug}.md", "relative path"),
        ("post_path", "/{slug}.md", "relative path"),
        ("post_path", "a//{slug}.md", "relative path"),
        ("post_path", "{slug}/{title}.md", "unknown placeholder {title}"),
        ("post_path", "{slug!r}.md", "unknown placeholder"),
        ("post_path", "{slug.md", "brace"),
        ("image_folder", "my images/{slug}", "no spaces"),
        ("image_folder", "images", "must contain {slug}"),
        ("public_url", "example.org/{slug}", "must start with https://"),
        ("public_url", "https://example.org/{id}", "unknown placeholder"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(field: str, value: str, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        FileLayout.model_validate({field: value})

    assert message in str(raised.value)


@pytest.mark.parametrize("slug", ["..", "../up", "a/../b", "a\x00b"])
def test_a_slug_never_leads_out(slug: str) -> None:
    with pytest.raises(PermanentFailure, match="relative path"):
        FileLayout(post_path="posts/{slug}/index.md").path_of(post(slug=slug))
