"""A form with a file, as a server reads it."""

from fsp.destinations.contract import PreparedImage
from fsp.destinations.multipart import multipart
from testbed.platforms.messages import Request


def test_a_server_reads_fields_and_file() -> None:
    image = PreparedImage(b"\x89PNG\r\n--bytes", "image/png", 1, 1, "beds.png")

    body, headers = multipart({"description": "Früh im Mai"}, "file", image)

    request = Request("POST", "/media", {}, {name.lower(): value for name, value in headers.items()}, body)
    assert request.parts["description"].data.decode() == "Früh im Mai"
    file = request.parts["file"]
    assert (file.file_name, file.media_type, file.data) == ("beds.png", "image/png", image.data)
