"""Tracebacks in parts: one's own frames told from those of libraries, innermost first."""

from fsp.jobs.traceback_parts import parts_of

TEXT = """Traceback (most recent call last):
  File "/srv/fsp/fsp/worker/attempt.py", line 63, in _run
    result = job_type.call(arguments)
  File "/srv/shop/newsletter.py", line 17, in send
    post(reader)
    ~~~~^^^^^^^^
  File "/srv/shop/mail.py", line 4, in post
    client.send(mail)
  File "/srv/venv/lib/python3.11/site-packages/httpx/_client.py", line 914, in send
    raise error
httpx.ConnectError: refused
with a second line
"""


def test_own_frames_and_those_of_libraries_are_told_apart() -> None:
    parts = parts_of(TEXT)

    assert parts.error == "httpx.ConnectError: refused\nwith a second line"
    assert [(part.is_own, [frame.place.split(", ")[0] for frame in part.frames]) for part in parts.parts] == [
        (False, ["/srv/venv/lib/python3.11/site-packages/httpx/_client.py"]),
        (True, ["/srv/shop/mail.py", "/srv/shop/newsletter.py"]),
        (False, ["/srv/fsp/fsp/worker/attempt.py"]),
    ]
    assert parts.parts[1].frames[1].lines == "post(reader)\n~~~~^^^^^^^^"


def test_of_chained_errors_the_last_is_read() -> None:
    parts = parts_of(f"{TEXT}\nDuring handling another exception occurred:\n\n{TEXT.replace('refused', 'gone')}")

    assert parts.error.startswith("httpx.ConnectError: gone")


def test_what_is_no_traceback_is_the_error() -> None:
    assert parts_of("It broke.").error == "It broke."
    assert parts_of("").parts == ()
