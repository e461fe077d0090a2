"""The routes of each feature are found by its folder."""

from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from fsp import web
from fsp.web.blueprints import blueprints_of, route_modules

FOLDER = Path(web.__file__).parent


@pytest.mark.parametrize("name", route_modules())
def test_a_module_of_routes_exposes_a_blueprint(app: Flask, name: str) -> None:
    blueprints = blueprints_of(import_module(name))

    assert blueprints, f"{name.replace('.', '/')}.py exposes no blueprint"
    assert {app.blueprints.get(blueprint.name) for blueprint in blueprints} == set(blueprints)


def test_a_blueprint_is_made_only_where_it_is_found() -> None:
    makers = {
        path.relative_to(FOLDER.parents[1]).with_suffix("").as_posix().replace("/", ".")
        for path in FOLDER.rglob("*.py")
        if "lueprint(" in path.read_text(encoding="utf-8")
    }

    assert makers - set(route_modules()) == {"fsp.web.blueprints", "fsp.web.openapi"}


def test_every_feature_is_found_in_one_order() -> None:
    assert route_modules() == sorted(set(route_modules()))
    assert {"fsp.web.jobs.pages", "fsp.web.jobs.enqueue_api", "fsp.web.alerts.silence_pages"} <= set(route_modules())


def test_a_path_of_two_blueprints_is_described_with_the_methods_of_both(app: Flask) -> None:
    operations = app.api_doc["paths"]["/api/jobs"]  # type: ignore[attr-defined]

    assert (operations["get"]["summary"], operations["post"]["summary"]) == ("List jobs", "Enqueue a job")
