"""The style of the pages as one file: its parts in order, and every file of the folder in it."""

from pathlib import Path

import pytest

from fsp import paths
from fsp.web.style_bundle import bundle_styles


def test_parts_are_in_their_order_and_comments_are_left_out(tmp_path: Path) -> None:
    tmp_path.joinpath("css").mkdir()
    tmp_path.joinpath("main.css").write_text('/* All. */\n@import "./css/a.css";\n@import "./css/b.css";\np {}\n')
    tmp_path.joinpath("css/a.css").write_text("/* Of\ntwo lines. */\na {}\n")
    tmp_path.joinpath("css/b.css").write_text("b {}\n")

    assert bundle_styles(tmp_path, "main.css") == "a {}\nb {}\np {}\n"


def test_an_import_of_another_form_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("main.css").write_text("@import url(a.css);\n")

    with pytest.raises(ValueError, match=r"main\.css cannot be bundled"):
        bundle_styles(tmp_path, "main.css")


def test_every_component_is_part_of_the_style() -> None:
    static = paths.resource("static")
    names = [file.name for file in static.joinpath("css").glob("*.css")]

    missing = [name for name in names if f'"./css/{name}"' not in static.joinpath("fsp.css").read_text()]

    assert len(names) > 10
    assert missing == []
