"""Tags that show files of the source."""

from pathlib import Path

import pytest

from fsp.importing.file_tags import with_files
from fsp.importing.source import open_source

TREE = {
    "blog/trip/index.md": "",
    "blog/trip/flickr/b two.jpg": "b",
    "blog/trip/flickr/a_1.jpg": "a",
    "blog/trip/notes.txt": "n",
    "blog/trip/wg-dependson.png": "p",
    "downloads/code/plot.py": "print('`x`')\n",
    "blog/trip/example.yaml": "a: 1\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{< gallery match="flickr/*" >}}', "![a 1](<flickr/a_1.jpg>)\n\n![b two](<flickr/b two.jpg>)"),
        (
            "{{< imgproc dependson Resize 900x >}}{{< /imgproc >}}",
            "![wg dependson](<wg-dependson.png>){{< /imgproc >}}",
        ),
        ("{% include_code plot.py lang:python A plot %}", "**A plot**\n\n```python\nprint('`x`')\n```"),
        ('{{< readfile file="example.yaml" code="true" >}}', "```yaml\na: 1\n```"),
        ('{{< gallery match="none/*" >}}', '{{< gallery match="none/*" >}}'),
        ("{% include_code lost.py %}", "{% include_code lost.py %}"),
        ('`{{< gallery match="flickr/*" >}}`', '`{{< gallery match="flickr/*" >}}`'),
        ("```\n{% include_code plot.py %}\n```", "```\n{% include_code plot.py %}\n```"),
    ],
)
def test_files_are_shown_in_place_of_their_tags(tmp_path: Path, text: str, expected: str) -> None:
    for name, content in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)

    with open_source(tmp_path) as source:
        assert with_files(text, "blog/trip/index.md", source) == expected
