"""The list of pages in pages.py is complete: every route has an example, and every example has its route."""

from fsp.app import create_app
from fsp.settings import Settings
from tests.browser.pages import ELSEWHERE, IN_NAVIGATION, PATHS


def test_every_page_has_an_example(settings: Settings) -> None:
    app = create_app(settings)
    routes = app.url_map.bind("localhost")
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    listed = {*PATHS, *ELSEWHERE, *(routes.match(path)[0] for path in IN_NAVIGATION)}

    assert pages - listed == set(), "add these pages to PATHS in tests/browser/pages.py"
    assert listed - pages == set(), "remove these pages from tests/browser/pages.py"


def test_every_example_leads_to_its_page(settings: Settings) -> None:
    routes = create_app(settings).url_map.bind("localhost")

    endpoints = {path: routes.match(path.partition("?")[0])[0] for paths in PATHS.values() for path in paths}

    assert endpoints == {path: endpoint for endpoint, paths in PATHS.items() for path in paths}
