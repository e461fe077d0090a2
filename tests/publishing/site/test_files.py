"""Site files: found inside their folder only."""

from pathlib import Path

import pytest

from fsp.errors import NotFound
from fsp.publishing.site.files import site_file
from fsp.settings import Settings


@pytest.fixture
def site(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path)
    for name in ("garden/index.html", "garden/beans/index.html", "garden/.lock", "other/secret.html"):
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "fsp.sqlite3").touch()
    return settings


@pytest.mark.parametrize("path", ["", "index.html", "beans", "beans/", "beans/index.html"])
def test_pages_are_found(site: Settings, path: str) -> None:
    assert site_file(site, "garden", path).name == "index.html"


@pytest.mark.parametrize(
    ("project", "path"),
    [
        ("garden", "../other/secret.html"),
        ("garden", "../../fsp.sqlite3"),
        ("garden", "/etc/passwd"),
        ("garden", ".lock"),
        ("garden", "none"),
        ("..", "fsp.sqlite3"),
        ("", "garden/index.html"),
        ("garden/beans", "index.html"),
        ("garden", "x" * 5000),
        ("garden", "beans/" * 2000),
        ("garden", "\x00"),
        ("garden", "\ud800"),
        ("x" * 300, ""),
    ],
)
def test_nothing_else_is(site: Settings, project: str, path: str) -> None:
    with pytest.raises(NotFound):
        site_file(site, project, path)
