"""Everything can be done without JavaScript, by plain forms."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import signed_in_page


def test_a_project_and_an_item_are_made_scheduled_and_exported(
    chromium: Browser, served: str, session_cookie: str
) -> None:
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as page:
        page.goto("/projects")
        page.get_by_role("link", name="New project").click()
        page.get_by_label("Title").fill("Letters")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="New item").click()
        page.get_by_label("Title").fill("First letter")
        page.get_by_label("Text, in Markdown").fill("Dear reader,\n\nhello.")
        page.get_by_role("button", name="Save draft").click()
        page.get_by_label("Publish at (UTC)").fill("2040-01-01T10:00")
        page.get_by_role("button", name="Schedule").click()
        expect(page.locator(".notice")).to_contain_text("Scheduled for 2040-01-01 10:00 UTC")

        page.get_by_role("button", name="Take off the schedule").click()
        page.get_by_role("button", name="Generate a draft").click()
        expect(page.get_by_role("link", name="content-generation")).to_be_visible()

        page.get_by_role("link", name="Letters", exact=True).click()
        page.get_by_role("button", name="Export").click()
        expect(page.get_by_role("link", name="export-data")).to_be_visible()
        page.get_by_role("button", name="Sign out admin").click()
        expect(page).to_have_url(f"{served}/login")


def test_the_login_link_leads_to_a_password_and_in(chromium: Browser, served: str) -> None:
    from fsp.web.access.accounts import first_login_token

    with signed_in_page(chromium, served, "", has_scripts=False) as page:
        page.goto(f"/login/link/{first_login_token()}")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("New password").fill("a long enough one")
        page.get_by_role("button", name="Set the password").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
