"""A small SMTP server on loopback: it takes mail, or answers one command with the code it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.policy import default
from typing import ClassVar

from fsp.settings import Settings

ANSWERS = {"EHLO": "250 mail", "MAIL": "250 ok", "RCPT": "250 ok", "QUIT": "221 bye", "RSET": "250 ok"}


@dataclass
class MailServer:
    refuse: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    hangs_up_after_mail: bool = False
    hangs_up_at: list[str] = field(default_factory=list)
    """Where the next transactions end: at a command, "text" (in the middle of it), "answer" (after it), or nowhere."""
    port: int = 0

    @property
    def last_text(self) -> str:
        """Return the text of the last mail."""
        return str(message_from_string(self.mails[-1], policy=default).get_content())

    def settings(self, settings: Settings) -> Settings:
        """Return settings whose mails go to this server."""
        return settings.model_copy(
            update={
                "smtp_url": f"smtp://127.0.0.1:{self.port}",
                "alert_email_sender": "FSP <fsp@example.org>",
                "alert_allow_internal": True,
            }
        )


@contextmanager
def mail_server() -> Iterator[MailServer]:
    result = MailServer()
    handler = type("BoundHandler", (_Handler,), {"state": result})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    result.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield result
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(socketserver.StreamRequestHandler):
    state: ClassVar[MailServer]
    cut = ""

    def handle(self) -> None:
        self.say("220 mail")
        while line := self.rfile.readline().decode().strip():
            if not self.goes_on_after(line, line.split()[0].upper()):
                return

    def goes_on_after(self, line: str, command: str) -> bool:
        state = self.state
        state.commands.append(command)
        if command == "MAIL":
            self.cut = state.hangs_up_at.pop(0) if state.hangs_up_at else ""
        if self.cut == command:
            return False
        if command == "RCPT":
            state.recipients.append(line.partition(":")[2].strip("<>"))
        self.say(state.refuse.get(line) or state.refuse.get(command) or ANSWERS.get(command, "354 go on"))
        if command == "DATA" and command not in state.refuse:
            return self.takes_text()
        return command != "QUIT"

    def takes_text(self) -> bool:
        if self.cut == "text":
            self.rfile.readline()
            return False
        lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
        self.state.mails.append("\n".join(lines))
        if self.state.hangs_up_after_mail or self.cut == "answer":
            return False
        self.say("250 taken")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
