"""A page that refreshes itself: it keeps what a person is doing, can be stopped, and says how old its data are."""

import re
from collections.abc import Callable

import pytest
import redis
from playwright.sync_api import Page, Route, ViewportSize, expect

from fsp.queueing.enqueue import enqueue
from tests.browser.watching import IDLE, REFRESH, Watched, open_account_menu, set_pace


def test_new_jobs_appear_without_a_reload(page: Page, redis_client: redis.Redis) -> None:
    watched = Watched(page, "/jobs")
    enqueue(redis_client, "export-data", {"project": "new"}, job_id="fresh")

    watched.pass_time(31)

    expect(page.locator("#job-fresh")).to_be_visible()
    assert len(watched.requests) == 1


def test_a_refresh_keeps_what_a_person_has_done(page: Page) -> None:
    watched = Watched(page, "/items/1")
    page.locator("#change-url > summary").click()
    page.fill("#slug", "Half a sentence")
    page.evaluate("document.querySelector('[data-as-of]').textContent = 'long ago'")

    watched.refresh()

    expect(page.locator("[data-as-of]")).not_to_have_text("long ago")
    expect(page.locator("#slug")).to_have_value("Half a sentence")
    expect(page.locator("#slug")).to_be_focused()


def test_a_refresh_keeps_open_what_was_opened(page: Page) -> None:
    watched = Watched(page, "/jobs/dead")
    page.locator("#live summary").first.click()
    page.evaluate("document.querySelector('[data-as-of]').textContent = 'long ago'")

    watched.refresh()

    expect(page.locator("[data-as-of]")).not_to_have_text("long ago")
    expect(page.locator("#live details").first).to_have_attribute("open", "")


ROWS = """
  <form><table><tbody>{rows}</tbody></table></form>
  <details id="more"><summary>More</summary><p>Words to select.</p></details>
  <textarea id="note"></textarea>
  <div class="scroll" id="wide" tabindex="0" role="region" aria-label="wide"><svg width="3000" height="9"></svg></div>
"""


def part(round_: int) -> str:
    """Return a panel whose rows come, go and change places with every round."""
    numbers = [number for number in range(40) if (number + round_) % 7]
    numbers = numbers[round_ % len(numbers) :] + numbers[: round_ % len(numbers)]
    rows = "".join(
        f'<tr id="row-{n}"><td><input type="checkbox" id="tick-{n}"><input id="text-{n}" value="server"></td>'
        f"<td>round {round_}</td></tr>"
        for n in [100, *numbers]
    )
    return ROWS.format(rows=rows)


def test_twenty_refreshes_with_rows_coming_going_and_moving_lose_nothing(page: Page) -> None:
    watched = Watched(page, "/jobs")
    rounds = iter(range(100))
    time = {"fsp-time": "2026-05-01T12:00:00.000Z"}
    watched.answer = lambda route: route.fulfill(body=part(next(rounds)), headers={"content-type": "text/html", **time})
    watched.refresh()
    page.locator("#more summary").click()
    page.fill("#note", "not sent")
    page.locator("#tick-100").check()
    page.locator("#text-100").fill("typed by hand")
    page.locator("#text-100").evaluate("field => field.setSelectionRange(3, 5)")
    page.evaluate("document.getElementById('wide').scrollLeft = 120; window.scrollTo(0, 90)")
    lost = []

    for number in range(20):
        watched.refresh()
        expect(page.locator("#row-100")).to_contain_text(f"round {number + 1}")
        state = page.evaluate(
            """() => [document.activeElement.id, document.activeElement.selectionStart,
                      document.activeElement.selectionEnd, document.getElementById('text-100').value,
                      document.getElementById('note').value, document.getElementById('tick-100').checked,
                      document.getElementById('more').open, document.getElementById('wide').scrollLeft,
                      Math.round(window.scrollY)]"""
        )
        if state != ["text-100", 3, 5, "typed by hand", "not sent", True, True, 120, 90]:
            lost.append((number, state))

    assert lost == []


def test_focus_stays_on_a_row_that_moves(page: Page) -> None:
    watched = Watched(page, "/jobs")
    order = [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"], ["a", "c", "b"]]
    rows = iter(order * 6)

    def answer(route: Route) -> None:
        body = "<ul>" + "".join(f'<li id="li-{n}"><button id="b-{n}">{n}</button></li>' for n in next(rows)) + "</ul>"
        route.fulfill(body=body, headers={"content-type": "text/html", "fsp-time": "2026-05-01T12:00:00.000Z"})

    watched.answer = answer
    watched.refresh()
    page.locator("#b-b").focus()

    for _ in range(20):
        watched.refresh()
        expect(page.locator("#b-b")).to_be_focused()


def test_updates_are_held_while_text_is_selected_or_not_sent(page: Page) -> None:
    watched = Watched(page, "/items/1")

    page.locator("#change-url > summary").click()
    page.fill("#slug", "Half a sentence")
    watched.pass_time(40)
    assert watched.requests == []
    expect(page.locator("#next")).to_have_text("updates held: text is not sent yet")

    page.locator("h1").click()
    watched.pass_time(1)
    assert len(watched.requests) == 1

    page.locator("#live h2").first.select_text()
    watched.pass_time(40)
    assert len(watched.requests) == 1
    expect(page.locator("#next")).to_have_text("updates held: text is selected")


def test_an_open_dialog_holds_updates_and_gives_its_focus_back(page: Page) -> None:
    watched = Watched(page, "/jobs")
    open_account_menu(page)
    page.get_by_role("button", name="Keyboard shortcuts").click()

    watched.pass_time(40)
    watched.refresh()

    expect(page.locator("#shortcuts")).to_be_visible()
    expect(page.locator("#next")).to_have_text("updates held: a dialog is open")
    page.keyboard.press("Escape")
    expect(page.locator("#account-open")).to_be_focused()


FAILURES: dict[str, Callable[[Route], None]] = {
    "500": lambda route: route.fulfill(status=500, body="<p>Foreign</p>"),
    "502": lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Foreign</h1>"),
    "foreign 200": lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Foreign</h1>"),
    "offline": lambda route: route.abort("internetdisconnected"),
    "reset": lambda route: route.abort("connectionreset"),
    "timeout": lambda route: None,
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failed_refresh_keeps_the_data_and_says_their_age(page: Page, kind: str) -> None:
    watched = Watched(page, "/jobs")
    watched.answer = FAILURES[kind]

    watched.pass_time(62, until_answered=kind != "timeout")

    expect(page.locator("#stale")).to_contain_text("▲ Data from")
    expect(page.locator("#stale")).to_contain_text("old). Retrying.")
    expect(page.locator("#job-waiting")).to_be_visible()
    assert "Foreign" not in page.locator("#live").inner_text()

    watched.answer = None
    watched.pass_time(11, until_answered=kind != "timeout")
    watched.pass_time(31)
    expect(page.locator("#stale")).to_be_hidden()


def test_the_age_is_exact_to_the_second(page: Page) -> None:
    watched = Watched(page, "/jobs")
    set_pace(page, 0)
    watched.refresh()

    watched.pass_time(65)

    expect(page.locator("#data-age")).to_contain_text("1 min 5 s old")


def test_a_server_clock_that_stands_still_is_found_out(page: Page) -> None:
    watched = Watched(page, "/jobs")
    watched.does_server_clock_go_on = False

    watched.pass_time(31)

    expect(page.locator("#stale")).to_contain_text("stands still")


def test_only_a_change_of_the_verdict_is_announced(page: Page) -> None:
    watched = Watched(page, "/jobs")
    verdicts = iter(["good"] * 10 + ["bad"] * 10 + ["good"])

    def answer(route: Route) -> None:
        verdict = next(verdicts)
        moment = page.evaluate("new Date(Date.now()).toISOString()")
        body = f'<p data-verdict="{verdict}">It is {verdict}.</p><p>{moment}</p>'
        route.fulfill(body=body, headers={"content-type": "text/html", "fsp-time": moment})

    watched.answer = answer
    page.evaluate(
        """() => {
             window.said = [];
             new MutationObserver(() => window.said.push(document.getElementById('said').textContent))
               .observe(document.getElementById('said'), {childList: true, characterData: true, subtree: true});
           }"""
    )

    for _ in range(21):
        watched.refresh()

    assert page.evaluate("window.said") == ["It is bad.", "It is good."]
    assert page.locator("[aria-live], [role=status]").count() == 1


def test_a_session_that_ended_leads_to_the_login_page_and_back_with_the_text(
    page: Page, served: str, session_cookie: str
) -> None:
    watched = Watched(page, "/items/1")
    page.locator("#change-url > summary").click()
    page.fill("#slug", "Half a sentence")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="fsp_session")

    page.evaluate("htmx.trigger(document.getElementById('live'), 'fsp:refresh')")
    page.wait_for_url(re.compile("/login"))
    assert watched.page.url == f"{served}/login?next=/items/1"

    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "fsp_session"])  # type: ignore[misc]
    page.evaluate("location.href = '/items/1'")
    page.wait_for_url("**/items/1")

    expect(page.locator("#slug")).to_have_value("Half a sentence")
    expect(page.locator("#said")).to_have_text("Your unsaved text was restored.")


@pytest.mark.parametrize("stored", ["a selection", "a dialog"])
def test_what_holds_updates_outlives_twenty_that_are_forced(page: Page, stored: str) -> None:
    watched = Watched(page, "/jobs")
    rounds = iter(range(100))
    headers = {"content-type": "text/html", "fsp-time": "2026-05-01T12:00:00.000Z"}
    watched.answer = lambda route: route.fulfill(body=part(next(rounds)), headers=headers)
    watched.refresh()
    page.locator("#more summary").click()
    if stored == "a selection":
        page.locator("#more p").select_text()
    else:
        open_account_menu(page)
        page.get_by_role("button", name="Keyboard shortcuts").click()
        page.keyboard.press("Tab")
    state = """() => [getSelection().toString(), document.querySelector("dialog[open]")?.id ?? "",
                      document.activeElement.outerHTML]"""
    before = page.evaluate(state)
    lost = []

    for number in range(20):
        watched.refresh()
        expect(page.locator("#row-100")).to_contain_text(f"round {number + 1}")
        if (after := page.evaluate(state)) != before:
            lost.append((number, after))

    assert before[0] == "Words to select." or before[1] == "shortcuts"
    assert lost == []


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 375, "height": 812}])
def test_the_age_of_the_data_is_in_view_wherever_one_is(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    for path in ("/", "/jobs", "/job-types/export-data", "/performance", "/settings"):
        page.goto(path)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

        expect(page.locator("#data-age")).to_have_text(re.compile(r"^\d+ (ms|s) old$"))
        assert page.locator("#data-age").evaluate(
            """age => { const box = age.getBoundingClientRect();
                        return box.width && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth; }"""
        ), path


def test_a_finished_action_is_announced_once_and_refreshes_are_not(page: Page) -> None:
    page.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => {
             window.said = [];
             new MutationObserver(() => window.said.push(document.getElementById("said").textContent))
               .observe(document.getElementById("said"), {childList: true, characterData: true, subtree: true});
           });"""
    )
    page.goto("/jobs/waiting")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#said")).to_contain_text("Cancelled")

    for _ in range(20):
        page.evaluate(REFRESH)
        page.wait_for_function(IDLE)

    assert len(page.evaluate("window.said")) == 1
