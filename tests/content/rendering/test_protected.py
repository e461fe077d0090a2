"""Braces that stand for themselves."""

from fsp.content.rendering.protected import protect, unprotect


def test_raw_blocks_and_escaped_shortcodes_are_marked() -> None:
    text = "{% raw %}{{ x }}{% endraw %} {{</* tip */>}} {{ y }}"

    marked = protect(text)

    assert "{{ x" not in marked
    assert "{{< tip" not in marked
    assert "{{ y }}" in marked
    assert unprotect(marked) == "{{ x }} {{< tip >}} {{ y }}"


def test_a_single_raw_tag_stays() -> None:
    assert protect("the {% raw %} tag") == "the {% raw %} tag"
