"""Notices of several generators."""

import pytest

from fsp.content.markdown import to_html


@pytest.mark.parametrize(
    ("text", "style", "title"),
    [
        ("> [!WARNING]\n> Beware\n", "warning", "Warning"),
        ("> [!info]+ Read this\n> Beware\n", "note", "Read this"),
        ("::: tip\nBeware\n:::\n", "tip", "Tip"),
        (":::danger[Stop]\nBeware\n:::\n", "danger", "Stop"),
        (":::message alert\nBeware\n:::\n", "note", "alert"),
        ('::: {.callout-important title="Now"}\nBeware\n:::\n', "important", "Now"),
        ('!!! note "Heed"\n    Beware\n\nAfter\n', "note", "Heed"),
        ("{{< notice tip >}}\nBeware\n{{< /notice >}}\n", "tip", "Tip"),
        ('{{% alert title="Look" color="warning" %}}\nBeware\n{{% /alert %}}\n', "warning", "Look"),
        ("{% note info %}\nBeware\n{% endnote %}\n", "note", "info"),
    ],
)
def test_notices_have_a_style_and_a_title(text: str, style: str, title: str) -> None:
    html = to_html(text)

    assert f">{title}</p>" in html
    assert style in html
    assert "<p>Beware</p>" in html
    assert not any(mark in html for mark in (":::", "[!", "!!!", "{{", "{%"))


def test_what_is_inside_and_after_a_notice_is_markdown() -> None:
    html = to_html("::: tip\n- **a**\n\n```\n::: x\n```\n:::\n\n*after*\n")

    assert "<strong>a</strong>" in html
    assert "::: x" in html
    assert html.rstrip().endswith("</div>\n<p><em>after</em></p>")


def test_an_indented_notice_ends_where_its_indentation_ends() -> None:
    html = to_html("!!! note\n    inside\n\n    ```py\n    x = 1\n    ```\n\noutside\n")

    assert html.index("</pre>") < html.index("</div>") < html.index("outside")


def test_folded_parts_are_details() -> None:
    assert "<summary>More</summary>" in to_html(":::details More\nHidden\n:::\n")
    assert "<summary>More</summary>" in to_html('??? info "More"\n    Hidden\n')
