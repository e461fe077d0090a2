"""Values of front matter in the text."""

import pytest

from fsp.content.front_matter import parse
from fsp.content.page_values import with_page_values

VALUES = {"image": "oak.png", "year": 2026, "header": {"image": "top.png"}, "tags": ["a"], "is_new": True}


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("![](/img/{{ page.image }})", "![](/img/oak.png)"),
        ('<img src="{{page["image"] | relative_url}}">', '<img src="oak.png">'),
        ("{{ page.year }} {{ .Params.image }} {{ page.header.image }}", "2026 oak.png top.png"),
        ("{{ page.unknown }} {{ page.tags }} {{ page.is_new }} {{ page.image | upcase }}", None),
        ("`{{ page.image }}`\n\n```\n{{ page.image }}\n```\n", None),
        ("{{ site.image }} {{ image }} {{< param image >}}", None),
    ],
)
def test_texts_and_numbers_are_put_in_and_all_else_stays(body: str, written: str | None) -> None:
    assert with_page_values(body, VALUES) == (body if written is None else written)


def test_a_file_outputs_its_own_front_matter_once() -> None:
    assert parse("---\ntitle: T\nimage: '{{ page.title }}'\n---\n{{ page.image }}\n").body.strip() == "{{ page.title }}"
