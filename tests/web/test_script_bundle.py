"""The scripts as one file: each runs once, before what imports it, and shares nothing but its exports."""

from pathlib import Path

import pytest

from fsp.web.script_bundle import bundle_scripts


def test_imports_become_calls_and_exports_become_results(tmp_path: Path) -> None:
    tmp_path.joinpath("js").mkdir()
    tmp_path.joinpath("main.js").write_text('import "./js/a.js";\nimport("./js/b.js");\n')
    tmp_path.joinpath("js/a.js").write_text('import { b, c } from "./b.js";\nb(c);\n')
    tmp_path.joinpath("js/b.js").write_text("export function b() {}\nexport const c = 1;\n")

    bundle = bundle_scripts(tmp_path, "main.js")

    assert 'fspLoad("js/a.js");\nPromise.resolve(fspLoad("js/b.js"));' in bundle
    assert 'const { b, c } = fspLoad("js/b.js");\nb(c);' in bundle
    assert "function b() {}\nconst c = 1;\n\nreturn { b, c };" in bundle
    assert bundle.count('"js/b.js"()') == 1


def test_comments_empty_lines_and_indentation_are_left_out(tmp_path: Path) -> None:
    tmp_path.joinpath("main.js").write_text('// Why.\nif (1) {\n\n  // How.\n  say("// a  b"); // stays\n}\n')

    assert 'if (1) {\nsay("// a  b"); // stays\n}\n' in bundle_scripts(tmp_path, "main.js")


@pytest.mark.parametrize(
    "line", ["const a = `one\n  two`;", 'import all from "./a.js";', "export default 1;", 'import { a as b } from "x";']
)
def test_a_form_that_it_does_not_know_is_refused(tmp_path: Path, line: str) -> None:
    tmp_path.joinpath("main.js").write_text(f"{line}\n")

    with pytest.raises(ValueError, match=r"main\.js cannot be bundled"):
        bundle_scripts(tmp_path, "main.js")
