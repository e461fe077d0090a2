"""Finds the routes: the modules `pages`, `api`, `*_pages` and `*_api` in each feature folder."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from flask import Blueprint
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.openapi import OpenAPI

from fsp import web

_ENDINGS = ("pages", "api")


def register_blueprints(app: OpenAPI) -> None:
    """Register the blueprints of all features, sorted by module name."""
    for name in route_modules():
        for blueprint in blueprints_of(import_module(name)):
            if isinstance(blueprint, APIBlueprint):
                _register_api(app, blueprint)
            else:
                app.register_blueprint(blueprint)


def route_modules() -> list[str]:
    """Return the names of the modules with routes, sorted."""
    modules = {path for folder in web.__path__ for path in Path(folder).glob("*/*.py")}
    return sorted(
        f"{web.__name__}.{path.parent.name}.{path.stem}" for path in modules if path.stem.rpartition("_")[2] in _ENDINGS
    )


def blueprints_of(module: ModuleType) -> list[Blueprint]:
    """Return the blueprints in a module, and the one that its `build_blueprint` creates from the job types."""
    own = [value for value in vars(module).values() if isinstance(value, Blueprint)]
    build = getattr(module, "build_blueprint", None)
    return [*own, build()] if build else own


def _register_api(app: OpenAPI, blueprint: APIBlueprint) -> None:
    """Register a blueprint, and describe paths that it shares with another one: flask-openapi keeps only the last."""
    shared = {path: app.paths[path] for path in blueprint.paths.keys() & app.paths.keys()}
    app.register_api(blueprint)
    for path, item in shared.items():
        added = app.paths[path]
        app.paths[path] = item.model_copy(update={method: getattr(added, method) for method in added.model_fields_set})
