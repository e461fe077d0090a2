"""Where a header ends, in every form that generators write."""

import pytest

from fsp.content.front_matter import parse
from fsp.content.header import FrontMatterFault
from fsp.content.header_split import Form, split_header


@pytest.mark.parametrize(
    ("text", "form", "first_line"),
    [
        ("---\ntitle: A\n---\nBody", Form.YAML, 2),
        ("---\ntitle: A\n...\nBody", Form.YAML, 2),
        ("\n\n---\ntitle: A\n---\nBody", Form.YAML, 4),
        ("<!-- licence\n -->\n---\ntitle: A\n---\nBody", Form.YAML, 4),
        ('+++\ntitle = "A"\n+++\nBody', Form.TOML, 2),
        ('{\n"title": "A"\n}\nBody', Form.JSON, 1),
        ('"title": "A"\n;;;\nBody', Form.JSON, 1),
        ("title: A\ndate: 2020-01-02\n---\nBody", Form.YAML, 1),
        ("Title: A\nTags: a,\n      b\n\nBody", Form.LINES, 1),
    ],
)
def test_the_header_is_taken_off_and_read(text: str, form: Form, first_line: int) -> None:
    split = split_header(text)

    assert (split.form, split.first_line, split.body.strip()) == (form, first_line, "Body")
    assert parse(text).title == "A"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA text that opens with a rule.\n\n---\n\nMore.",
        "---\n- a\n---\n",
        "---",
        "Note: this is a sentence.\n\nMore.",
        "Date: a fruit. It grows.\n\nMore.",
        "{ not json }\n\nMore",
        "{{< shortcode >}}\n\nMore",
        "Heading\n---\nBody",
        "",
    ],
)
def test_a_text_without_a_header_is_all_text(text: str) -> None:
    split = split_header(text)

    assert (split.form, split.body) == (Form.NONE, text)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("---\ntitle: A\n\nBody", 1, "never closed"),
        ('+++\ntitle = "A"\n', 1, "never closed"),
        ('+++\ntitle = "A"\ndate = soon\n+++\n', 3, "invalid TOML"),
        ('{\n"title": "A",\n"date"\n}\n', 4, "invalid JSON"),
        ("\n---\ntitle: A\ndate: soon\n---\n", 4, "got 'soon'"),
        ('+++\ntitle = "A"\ndate = "soon"\n+++\n', 3, "got 'soon'"),
        ('{\n"title": "A",\n"date": "soon"\n}\n', 3, "got 'soon'"),
        ("Title: A\nDate: soon\n\nBody", 2, "got 'soon'"),
    ],
)
def test_a_fault_names_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(FrontMatterFault, match=says) as caught:
        parse(text)

    assert caught.value.line == line
