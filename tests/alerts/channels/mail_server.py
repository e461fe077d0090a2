"""A small SMTP server on loopback: it takes mail, or answers one command with the code it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ANSWERS = {"EHLO": "250 mail", "MAIL": "250 ok", "RCPT": "250 ok", "QUIT": "221 bye", "RSET": "250 ok"}


@dataclass
class MailServer:
    refuse: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    hangs_up_after_mail: bool = False
    port: int = 0


@contextmanager
def mail_server() -> Iterator[MailServer]:
    result = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 mail")
            while line := self.rfile.readline().decode().strip():
                command = line.split()[0].upper()
                if command == "RCPT":
                    result.recipients.append(line.partition(":")[2].strip("<>"))
                self.say(result.refuse.get(line) or result.refuse.get(command) or ANSWERS.get(command, "354 go on"))
                if command == "DATA" and command not in result.refuse:
                    result.mails.append(self.mail())
                    if result.hangs_up_after_mail:
                        return
                    self.say("250 taken")
                if command == "QUIT":
                    return

        def mail(self) -> str:
            lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
            return "\n".join(lines)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
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
