"""Finding the routes: the modules `pages`, `api`, `*_pages` and `*_api` in each feature's folder."""

import pkgutil
from importlib import import_module
from types import ModuleType

from flask import Blueprint
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.openapi import OpenAPI

from fsp import web

_ENDINGS = ("pages", "api")


def register_blueprints(app: OpenAPI) -> None:
    """Register the blueprints of all features, in the order of their modules' names."""
    for name in route_modules():
        for blueprint in blueprints_of(import_module(name)):
            if isinstance(blueprint, APIBlueprint):
                _register_api(app, blueprint)
            else:
                app.register_blueprint(blueprint)


def route_modules() -> list[str]:
    """Return the names of the modules that hold routes, sorted."""
    features = [feature.name for feature in pkgutil.iter_modules(web.__path__) if feature.ispkg]
    return sorted(
        f"{web.__name__}.{feature}.{module.name}"
        for feature in features
        for module in pkgutil.iter_modules([f"{folder}/{feature}" for folder in web.__path__])
        if module.name.rpartition("_")[2] in _ENDINGS
    )


def blueprints_of(module: ModuleType) -> list[Blueprint]:
    """Return the blueprints a module exposes, and the one its `build_blueprint` makes from the registered job types."""
    own = [value for value in vars(module).values() if isinstance(value, Blueprint)]
    build = getattr(module, "build_blueprint", None)
    return [*own, build()] if build else own


def _register_api(app: OpenAPI, blueprint: APIBlueprint) -> None:
    """Register a blueprint, and describe a path that it shares with another: flask-openapi keeps only the last one."""
    shared = {path: app.paths[path] for path in blueprint.paths.keys() & app.paths.keys()}
    app.register_api(blueprint)
    for path, item in shared.items():
        added = app.paths[path]
        app.paths[path] = item.model_copy(update={method: getattr(added, method) for method in added.model_fields_set})
