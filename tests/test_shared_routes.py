"""Routes that applications of a test process share lead where they do in one that shares none."""

from typing import Any

import pytest
from werkzeug.routing import Map, Rule


@pytest.mark.parametrize("_turn", ["compiled", "shared"])
@pytest.mark.parametrize(
    ("text", "defaults", "values", "path"),
    [
        ("/rows/<int(fixed_digits=3):row>", {}, {"row": 7}, "/rows/007"),
        ("/rows/<path:row>", {}, {"row": "a/b"}, "/rows/a/b"),
        ("/rows/<row>", {}, {"row": "a b"}, "/rows/a%20b"),
        ("/rows/<row>", {"row": "first"}, {}, "/rows/first"),
    ],
)
def test_a_path_is_built_by_the_route_of_its_own_application(
    text: str, defaults: dict[str, Any], values: dict[str, Any], path: str, _turn: str
) -> None:
    routes = Map([Rule(text, endpoint="row", defaults=defaults)]).bind("localhost")

    assert routes.build("row", values) == path
    assert routes.build("row", {**values, "more": "1"}) == f"{path}?more=1"
    assert routes.match(path)[0] == "row"
