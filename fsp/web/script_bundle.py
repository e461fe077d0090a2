"""Bundles the scripts of the pages into one file, so that a page needs one request.

It supports what FSP's scripts use of ES modules: named imports at the top of a file, `export function`, `export const`,
and `import("./x.js")`. Each file becomes a function that runs once, on first import. Comment lines, empty lines and
indentation are left out.
"""

import posixpath
import re
from pathlib import Path

_IMPORT = re.compile(r'^import (?:(\{ [\w, ]+ \}) from )?"(\.[^"]+)";$', re.MULTILINE)
_LATER_IMPORT = re.compile(r'\bimport\("(\.[^"]+)"\)')
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const) (\w+))", re.MULTILINE)
_OPEN_TEMPLATE = re.compile(r"^[^`\n]*(?:`[^`\n]*`[^`\n]*)*`[^`\n]*$", re.MULTILINE)
"""A text that continues on the next line: its indentation would count."""

_LEFT_OUT = re.compile(r"^[ \t]*(?://[^\n]*)?\n|^[ \t]+", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)

_BUNDLE = """\
const fspFiles = {{
{files}
}};
const fspLoaded = {{}};
function fspLoad(name) {{
  fspLoaded[name] ??= fspFiles[name]();
  return fspLoaded[name];
}}
fspLoad("{entry}");
"""


def bundle_scripts(folder: Path, entry: str) -> str:
    """Return a script together with all its imports; raise ValueError for unsupported imports or exports."""
    functions: dict[str, str] = {}
    names = [entry]
    while names:
        name = names.pop()
        if name not in functions:
            source = folder.joinpath(name).read_text(encoding="utf-8")
            functions[name] = _function(name, source)
            names += [_resolve(name, path) for _, path in _IMPORT.findall(source)]
            names += [_resolve(name, path) for path in _LATER_IMPORT.findall(source)]
    return _BUNDLE.format(files="\n".join(functions.values()), entry=entry)


def _function(name: str, source: str) -> str:
    def load(path: str) -> str:
        return f'fspLoad("{_resolve(name, path)}")'

    exported = ", ".join(_EXPORT.findall(source))
    body = _IMPORT.sub(lambda line: (f"const {line[1]} = " if line[1] else "") + f"{load(line[2])};", source)
    body = _LATER_IMPORT.sub(lambda call: f"Promise.resolve({load(call[1])})", body)
    body = _LEFT_OUT.sub("", _EXPORT.sub("", body))
    unknown = _UNKNOWN.search(body) or _OPEN_TEMPLATE.search(source)
    if unknown:
        raise ValueError(f"{name} cannot be bundled: {unknown[0]}")
    return f'"{name}"() {{\n{body}\nreturn {{ {exported} }};\n}},'


def _resolve(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
