"""Task lists."""

from fsp.content.markdown import to_html


def test_tasks_are_marked_and_other_items_are_not() -> None:
    assert to_html("- [x] a\n- b ☑\n") == '<ul>\n<li class="task">☑ a</li>\n<li>b ☑</li>\n</ul>\n'


def test_tasks_of_a_loose_list_are_marked_too() -> None:
    assert to_html("- [ ] a\n\n- [x] b\n").count('<li class="task">\n<p>') == 2
