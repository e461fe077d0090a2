"""Values of a Jekyll site in its texts."""

from pathlib import Path

import pytest

from fsp.importing.site_values import read_site_values, with_site_values
from fsp.importing.source import open_source

RELEASES = """
- version: 3.4.0
  url: {gz: "https://e.org/3.4.0.gz"}
  date: 2026-01-02
- version: 3.10
  url:
    gz: https://e.org/3.10.gz
"""
ASSIGN = '{% assign release = site.data.releases | where: "version", "3.10" | first %}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[licence]({{ site.license.url }})", "[licence](https://e.org/licence)"),
        (f"{ASSIGN}\n    {{{{ release.url.gz }}}}", "\n    https://e.org/3.10.gz"),
        ("{{ site.data.releases[0].date }} {{ site.data.releases[0]['version'] }}", "2026-01-02 3.4.0"),
        ("{{ site.data.releases | reverse | first }}", "{{ site.data.releases | reverse | first }}"),
        ("{{ site.lost }} {{ page.title }} {{ site.title | slugify }}",) * 2,
        ("{% assign x = site.lost %}{{ x.y }}",) * 2,
        ("{% raw %}{{ site.title }}{% endraw %}",) * 2,
        ("{% if site.title %}x{% endif %}",) * 2,
    ],
)
def test_texts_output_values_of_the_site(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "blog" / "_data").mkdir(parents=True)
    (tmp_path / "blog" / "_config.yml").write_text("title: Ruby\nlicense:\n  url: https://e.org/licence\n")
    (tmp_path / "blog" / "_data" / "releases.yml").write_text(RELEASES)
    (tmp_path / "blog" / "_data" / "broken.yml").write_text("a: [")
    (tmp_path / "blog" / "_data" / "bomb.yml").write_text("a: &a [x]\nb: *a\n")

    with open_source(tmp_path) as source:
        assert with_site_values(text, read_site_values(source)) == expected


def test_a_folder_without_a_configuration_has_no_values(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")

    with open_source(tmp_path) as source:
        assert with_site_values("{{ site.title }}", read_site_values(source)) == "{{ site.title }}"
