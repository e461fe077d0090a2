"""The cookie of a session: over https it is bound to the host."""

from flask.testing import FlaskClient

from fsp.accounts.sessions import first_login_token
from tests.web.forms import SAME_ORIGIN, csrf_of


def test_over_https_the_cookie_belongs_to_the_host_alone(client: FlaskClient) -> None:
    link, https = f"/login/link/{first_login_token()}", "https://localhost"
    page = client.get(link, base_url=https).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    answer = client.post(
        link, base_url=https, data={"csrf_token": token}, headers=SAME_ORIGIN | {"Referer": f"{https}/"}
    )

    (cookie,) = (value for value in answer.headers.getlist("Set-Cookie") if "fsp_session" in value)
    assert cookie.startswith("__Host-fsp_session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert client.get("/", base_url=https).status_code == 200


def test_signing_out_takes_the_cookie_away(signed_in: FlaskClient) -> None:
    answer = signed_in.post("/logout", data={"csrf_token": csrf_of(signed_in, "/projects")}, headers=SAME_ORIGIN)

    assert "fsp_session=;" in answer.headers["Set-Cookie"]
    assert signed_in.get_cookie("fsp_session") is None
