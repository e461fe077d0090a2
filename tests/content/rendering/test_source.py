"""Texts of any generator, prepared for the parser."""

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.source import prepare


def test_a_plain_text_is_not_touched() -> None:
    text = "# A\n\nb *c* `d`\n"

    assert prepare(text).text is text


@pytest.mark.parametrize(
    "text",
    [
        "{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}",
        "{% codeblock lang:ruby %}\nputs 1\n{% endcodeblock %}",
        "{{< highlight ruby >}}\nputs 1\n{{< /highlight >}}",
    ],
)
def test_code_between_tags_is_code(text: str) -> None:
    html = to_html(f"a\n\n{text}\n\nb")

    assert '<code class="language-ruby">' in html
    assert "<p>b</p>" in html


def test_a_comment_between_tags_is_not_shown() -> None:
    assert to_html("a\n\n{% comment %}\nsecret\n{% endcomment %}\n\nb") == "<p>a</p>\n<p>b</p>\n"


def test_a_raw_block_shows_its_tags() -> None:
    assert to_html("{% raw %}{{ x }}{% endraw %}") == "<p>{{ x }}</p>\n"


def test_lines_end_in_any_way() -> None:
    assert to_html("::: tip\r\na\r\n:::\r\n\r\nb\r\n") == to_html("::: tip\na\n:::\n\nb\n")
