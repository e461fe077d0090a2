"""The checks that all destinations reached by SSH share: the server's key and the login."""

from functools import partial

from fsp.destinations.checks import run
from fsp.destinations.contract import CheckResult, Tools
from fsp.destinations.ssh.connection import LoginRefused, UnknownHostKey, connected
from fsp.destinations.ssh.login import Login
from fsp.errors import FspError

HOST_KEY = "host_key"


def check_login(login: Login, tools: Tools) -> list[CheckResult]:
    """Return whether the server has the confirmed key and lets the user in. A key seen first is shown, not trusted."""
    try:
        with connected(login, tools):
            pass
    except UnknownHostKey as error:
        return [_unknown_key(login, error)]
    except LoginRefused as error:
        fix = "Check the user, and replace the credentials. The server's log says more."
        return [_host_key(login), CheckResult("Login", is_ok=False, seen=str(error), fix=fix)]
    except FspError as error:
        return [run("Server", partial(_raise, error))]
    return [_host_key(login), CheckResult("Login", is_ok=True, seen=f"{login.user} can log in to {login.host}.")]


def _host_key(login: Login) -> CheckResult:
    return CheckResult("Host key", is_ok=True, seen=f"{login.host} has the confirmed key {login.host_key}.")


def _unknown_key(login: Login, error: UnknownHostKey) -> CheckResult:
    if not login.host_key:
        fix = "Compare it with the server's own key. If they are equal, test again: it is now stored as the host key."
        seen = f"{login.host} has the key {error.seen}. It is seen for the first time."
        return CheckResult("Host key", is_ok=False, seen=seen, fix=fix, learned={HOST_KEY: error.seen})
    fix = "Ask the server's owner. If its key has really changed, enter the new fingerprint as the host key."
    return CheckResult("Host key", is_ok=False, seen=str(error), fix=fix)


def _raise(error: Exception) -> str:
    raise error
