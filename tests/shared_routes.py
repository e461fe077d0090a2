"""Lets the applications of a test process share the functions that werkzeug compiles from each route.

They depend on the route alone, and are two thirds of the time in which an application is created.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def share_routes() -> None:
    """Compile each route once in this process."""
    builders: dict[tuple[Any, ...], Builder] = {}
    compile_builder = Rule._compile_builder

    def shared(rule: Rule, append_unknown: bool = True) -> Builder:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        route = (type(rule), rule.rule, tuple(rule._trace), defaults, append_unknown)
        if route not in builders:
            builders[route] = compile_builder(rule, append_unknown)
        return builders[route]

    Rule._compile_builder = shared  # type: ignore[method-assign, assignment]
