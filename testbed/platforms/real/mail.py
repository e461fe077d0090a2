"""A real mail server from PyPI (aiosmtpd) with TLS and a login, on a free port."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from testbed.certificates import make_certificate
from testbed.platforms.real.process import running, wait_until
from testbed.processes import free_port

USER, PASSWORD = "ada", "ada-password"
_SERVER = Path(__file__).with_name("mail_server")


@dataclass(frozen=True)
class RealMail:
    """A running server. `ssl_context` trusts its certificate."""

    port: int
    folder: Path
    ssl_context: ssl.SSLContext

    @property
    def mails(self) -> list[str]:
        """Return the stored mails in their order. Their first lines name the recipients."""
        return [path.read_text() for path in sorted(self.folder.glob("*.mail"))]

    def reset(self, *, refuses: str = "") -> None:
        """Delete all mails, and name the recipients that are refused."""
        for path in self.folder.glob("*.mail"):
            path.unlink()
        (self.folder / "refuse").write_text(refuses)


@contextmanager
def real_mail(installed: Path, folder: Path) -> Iterator[RealMail]:
    """Run the server that `install` put into a folder; stop it at the end."""
    port, log = free_port(), folder / "log"
    certificate, key = make_certificate(folder)
    python = installed / "venv" / "bin" / "python"
    with running([str(python), str(_SERVER), str(port), str(certificate), str(key)], folder=folder, log=log):
        wait_until(lambda: _answers(port), log=log)
        yield RealMail(port, folder, ssl.create_default_context(cafile=str(certificate)))


def installed_folder() -> Path:
    """Return where `install` put the server."""
    return Path(os.environ.get("FSP_MAIL", "build/mail")).absolute()


def _answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
            return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
