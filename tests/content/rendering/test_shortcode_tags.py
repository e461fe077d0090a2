"""Tags of generators, found and taken apart."""

import pytest

from fsp.content.rendering.shortcode_tags import find_tags


@pytest.mark.parametrize(
    ("text", "name", "values", "named"),
    [
        ("{{< figure src=\"a b.png\" alt='x' >}}", "figure", (), {"src": "a b.png", "alt": "x"}),
        ("{{% notice tip %}}", "notice", ("tip",), {}),
        ("{% post_url 2020-01-02-x %}", "post_url", ("2020-01-02-x",), {}),
        ('{%- include a.html k="v" -%}', "include", ("a.html",), {"k": "v"}),
        ('{{ youtube(id="abc", autoplay=true) }}', "youtube", (), {"id": "abc", "autoplay": "true"}),
        ('{{< a "say \\"hi\\"" />}}', "a", ('say "hi"',), {}),
    ],
)
def test_tags_are_taken_apart(text: str, name: str, values: tuple[str, ...], named: dict[str, str]) -> None:
    (tag,) = find_tags(f"before {text} after")

    assert (tag.name, tag.values, tag.named, tag.text) == (name, values, named, text)


@pytest.mark.parametrize("text", ["{{< /tip >}}", "{% endtip %}"])
def test_closing_tags_are_known(text: str) -> None:
    (tag,) = find_tags(text)

    assert (tag.name, tag.is_closing) == ("tip", True)


def test_an_output_is_an_expression() -> None:
    (tag,) = find_tags("{{ page.title | escape }}")

    assert (tag.name, tag.expression) == ("", "page.title | escape")


def test_what_is_never_closed_is_no_tag() -> None:
    assert list(find_tags("{{< " * 50_000)) == []
