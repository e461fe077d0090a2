"""The list of pages is whole: a new page without an example, or an example without its page, is found here."""

from fsp.app import create_app
from fsp.settings import Settings
from tests.browser.pages import ELSEWHERE, PATHS


def test_every_page_has_an_example(settings: Settings) -> None:
    app = create_app(settings)
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }

    assert pages == set(PATHS) | set(ELSEWHERE)


def test_every_example_leads_to_its_page(settings: Settings) -> None:
    routes = create_app(settings).url_map.bind("localhost")

    found = {path: routes.match(path.partition("?")[0])[0] for paths in PATHS.values() for path in paths}

    assert found == {path: endpoint for endpoint, paths in PATHS.items() for path in paths}
