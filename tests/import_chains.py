"""The chains of imports among FSP's modules: how many files a reader may have to open, one after the other."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "fsp"

MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if "_bundle" not in path.parts
}


@cache
def imports_of(module: str) -> frozenset[str]:
    """Return the modules of FSP that one imports, wherever in its file."""
    imported = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return frozenset(imported & MODULES.keys()) - {module}


@cache
def longest_chain(module: str) -> tuple[str, ...]:
    """Return the longest chain of imports that begins with a module; there are no circles."""
    return (module, *max(map(longest_chain, imports_of(module)), key=len, default=()))
