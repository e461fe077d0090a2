"""A page watched while its own time goes by: every refresh is counted, may be answered otherwise, and nobody sleeps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route

REFRESH = "htmx.trigger(document.getElementById('live'), 'fsp:refresh')"
IDLE = "() => !document.querySelector('.htmx-request')"


def set_pace(page: Page, seconds: int) -> None:
    """Choose in the menu of the frame how often the page refreshes."""
    page.locator("#live-open").click()
    page.select_option("#every", str(seconds))
    page.keyboard.press("Escape")


def open_account_menu(page: Page) -> None:
    """Open the menu with the theme, the time zone, the shortcuts and the way out."""
    page.locator("#account-open").click()


class Watched:
    """A page on its own clock. `answer` takes the place of the server, whose clock goes on as the page's does."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.statuses: list[int] = []
        self.requests: list[str] = []
        self.answer: Callable[[Route], None] | None = None
        self.does_server_clock_go_on = True
        self._passed = timedelta()
        page.clock.install()
        page.route(lambda url: url.split("//", 1)[1].partition("/")[2] == path.lstrip("/"), self._route)
        page.goto(path)
        page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))

    def pass_time(self, seconds: int, *, until_answered: bool = True) -> None:
        """Let the time of the page go by, every timer in its turn, and its refreshes end."""
        for _ in range(seconds):
            self._passed += timedelta(seconds=1)
            self.page.clock.run_for(1000)
            if until_answered:
                self.settle()

    def refresh(self) -> None:
        """Refresh now, whatever the page would wait for."""
        self.page.evaluate(REFRESH)
        self.settle()

    def settle(self) -> None:
        """Wait until no refresh is under way."""
        self.page.wait_for_function(IDLE)

    def said(self) -> str:
        """Return what the live region says."""
        return self.page.locator("#said").text_content() or ""

    def _route(self, route: Route) -> None:
        if route.request.headers.get("hx-request") != "true":
            route.continue_()
            return
        self.requests.append(route.request.url)
        if self.answer is not None:
            self.answer(route)
            return
        result = route.fetch()
        self.statuses.append(result.status)
        headers = dict(result.headers)
        if self.does_server_clock_go_on and "fsp-time" in headers:
            moment = datetime.fromisoformat(headers["fsp-time"]) + self._passed
            headers["fsp-time"] = moment.isoformat(timespec="milliseconds")
        route.fulfill(status=result.status, headers=headers, body=result.body())
