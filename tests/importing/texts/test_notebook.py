"""Jupyter notebooks as Markdown."""

import base64
import json
from typing import Any

import pytest

from fsp.errors import InvalidInput
from fsp.importing.texts.converted_text import ConvertedText
from fsp.importing.texts.notebook import convert_notebook


def converted(*cells: dict[str, Any], **metadata: Any) -> ConvertedText:
    return convert_notebook(json.dumps({"cells": cells, "metadata": metadata}).encode(), "posts/beans.ipynb")


def code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": outputs, "metadata": metadata}


def test_code_and_its_outputs_are_shown() -> None:
    image = {"output_type": "display_data", "data": {"image/png": base64.b64encode(b"PNG").decode(), "text/plain": "x"}}
    text = converted(
        {"cell_type": "markdown", "source": "# Beans"},
        code("1 + 1", {"output_type": "execute_result", "data": {"text/plain": ["2"]}}),
        code("plot()", {"output_type": "stream", "name": "stderr", "text": "warning"}, image),
        kernelspec={"language": "julia"},
    )

    assert text.values == {"title": "Beans"}
    assert text.body == (
        "```julia\n1 + 1\n```\n\n```text\n2\n```\n\n```julia\nplot()\n```\n\n![](<beans_files/output_2_1.png>)"
    )
    assert text.images == {"beans_files/output_2_1.png": b"PNG"}


def test_options_and_tags_hide_cells() -> None:
    text = converted(
        code("#| include: false\nimport x"),
        code("#| echo: false\nprint(1)", {"output_type": "stream", "text": "1"}),
        code("secret", tags=["remove-cell"]),
    )

    assert text.body == "```text\n1\n```"


def test_the_first_cell_may_be_front_matter() -> None:
    text = converted({"cell_type": "raw", "source": "---\ntitle: A\ndate: 2020-01-02\n---"}, code("x"))

    assert text.as_markdown() == b"---\ntitle: A\ndate: 2020-01-02\n---\n\n```python\nx\n```\n"


def test_attachments_become_images() -> None:
    data = {"a.png": {"image/png": base64.b64encode(b"PNG").decode()}}
    text = converted({"cell_type": "markdown", "source": "![A](attachment:a.png)", "attachments": data})

    assert text.body == "![A](<beans_files/output_0_a.png>)"
    assert list(text.images) == ["beans_files/output_0_a.png"]


def test_a_table_is_kept_and_an_interactive_output_is_named() -> None:
    table = {"output_type": "execute_result", "data": {"text/html": "<table>\n\n<tr><td>1</td></tr></table>"}}
    widget = {"output_type": "display_data", "data": {"text/html": "<div><script>1</script></div>"}}
    text = converted(code("a", table), code("b", widget))

    assert "<table>\n<tr><td>1</td></tr></table>" in text.body
    assert text.notes == ("cell 1: an interactive output is not shown.",)


@pytest.mark.parametrize("data", [b"{}", b"[]", b"not JSON", b"[" * 100_000])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="no Jupyter notebook"):
        convert_notebook(data, "a.ipynb")
