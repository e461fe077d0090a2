"""Tags of generators as plain equivalents."""

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.source import prepare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{< figure src="/a.png" alt="A" caption="Words" >}}', '<figure><img src="/a.png" alt="A"'),
        ("{{< youtube abc >}}", 'href="https://www.youtube.com/watch?v=abc"'),
        ('{{ vimeo(id="12") }}', 'href="https://vimeo.com/12"'),
        ("{% gist me/123 %}", 'href="https://gist.github.com/me/123"'),
        ("{% embed https://e.org/x %}", 'href="https://e.org/x"'),
        ('[a]({{< ref "b.md#c" >}})', '<a href="b.md#c"'),
        ("[a]({% post_url 2020-01-02-b %})", '<a href="/2020-01-02-b"'),
        ("[a]({{ site.baseurl }}{% link _posts/b.md %})", '<a href="/_posts/b.md"'),
        ("![a]({{ '/a.png' | relative_url }})", '<img src="/a.png"'),
        ("{% asset_img a.png Words %}", '<img src="a.png"'),
        ("{% img /a.png 200 100 Words %}", '<img src="/a.png"'),
        ('{% include figure image_path="/a.png" alt="A" %}', '<img src="/a.png" alt="A"'),
        ('{% include youtube.html id="abc" %}', 'href="https://www.youtube.com/watch?v=abc"'),
        ("{% post_link b Words %}", '<a href="/b" rel="noopener">Words</a>'),
        ('{% quote(author="x") %}\nwise\n{% end %}', "<blockquote>\n<p>wise</p>"),
        ('{{< details "More" >}}\nx\n{{< /details >}}', "<summary>More</summary>"),
        ('[a]({{ "https://e.org/x" | canonicalUrl }})', '<a href="https://e.org/x"'),
        (
            "{% video /a.mp4 360 270 /a.png %}",
            '<video src="/a.mp4" controls="" preload="none" width="360" height="270">',
        ),
        ('{{< tip "Careful" >}}', "<p>Careful</p>"),
    ],
)
def test_known_tags_are_rendered(text: str, expected: str) -> None:
    html = to_html(text)

    assert expected in html
    assert "{{" not in html
    assert "{%" not in html


@pytest.mark.parametrize("text", ["{{< chart *data* >}}", "{% if a <b> %}", "{{ page.title }}"])
def test_unknown_tags_stay_as_they_are_written(text: str) -> None:
    shown = text.replace("<", "&lt;").replace(">", "&gt;")

    assert to_html(f"a {text} b") == f"<p>a {shown} b</p>\n"
    assert prepare(f"a {text} b").unknown == (text,)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ('{{% card header="Azure" %}}\n**Words**\n{{% /card %}}', '{{% card header="Azure" %}}'),
        ("{{< blocks/hero >}}\n**Words**\n{{< /blocks/hero >}}", "{{< blocks/hero >}}"),
        ("{% sidebar %}\n**Words**\n{% endsidebar %}", "{% sidebar %}"),
    ],
)
def test_the_content_of_an_unknown_tag_is_shown_without_the_tag(text: str, opening: str) -> None:
    html = to_html(text)

    assert "<strong>Words</strong>" in html
    assert "{" not in html
    assert ("<strong>Azure</strong>" in html) == ("Azure" in text)
    assert prepare(text).left_out == (opening,)


def test_content_under_a_condition_stays_as_it_is_written() -> None:
    assert prepare("{% if draft %}\nx\n{% endif %}").unknown == ("{% if draft %}", "{% endif %}")


def test_tags_in_code_stay() -> None:
    text = "`{{< tip >}}`\n\n```\n{% raw_tag %}\n{{ x }}\n```\n"

    html = to_html(text)

    assert "<code>{{&lt; tip &gt;}}</code>" in html
    assert "{% raw_tag %}\n{{ x }}" in html
    assert prepare(text).unknown == ()


def test_objects_of_jsx_are_left_alone() -> None:
    assert to_html("<div style={{wordBreak: 'keep-all'}}>a</div>") == "<div>a</div>"


def test_braces_in_an_address_are_braces() -> None:
    assert "%7B%7B" in to_html("[a](<{{ site.x }}/b>)") or "{{" in to_html("[a](<{{ site.x }}/b>)")


@pytest.mark.parametrize("tag", ["{% include author.html %}", "{%- assign x = 1 -%}", "{% from 'a.njk' import b %}"])
def test_parts_of_a_theme_are_left_out_and_reported(tag: str) -> None:
    source = prepare(f"Before\n\n{tag}\n\nAfter")

    assert source.left_out == (tag,)
    assert source.unknown == ()
    assert "{%" not in source.text


@pytest.mark.parametrize("tag", ["{% include note.html text='x' %}", "{{% include a.md %}}", "{% for x in y %}"])
def test_tags_that_may_have_content_stay_as_text(tag: str) -> None:
    assert prepare(tag).left_out == ()
    assert prepare(tag).unknown == (tag,)
