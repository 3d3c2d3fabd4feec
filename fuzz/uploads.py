"""Any upload is answered in the envelope: the first line has the way and the media type, the rest is the body."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from itertools import count

from fuzz.traffic import KEY
from mockserver.app import create_app, services_of
from mockserver.pictures import paint, read_order

__all__ = ["attempt", "seeds"]

_BASE = "/api/v1/files/upload"
_WAYS = {b"s": "stream", b"b": "base64", b"u": "url"}
_FORGOTTEN_AFTER = 200  # uploads, so that the quota is not all that is seen
_DOCUMENTED = {200, 400, 401, 413, 415}

_app = create_app()
_client = _app.test_client()
_numbers = count(1)


def attempt(data: bytes) -> None:
    """Upload the body that *data* holds, and look at the answer."""
    line, _, body = data.partition(b"\n")
    way = _WAYS.get(line[:1], "stream")
    answer = _client.post(
        f"{_BASE}/{way}",
        data=body,
        headers={"Authorization": f"Bearer {KEY}"},
        environ_overrides={"CONTENT_TYPE": line[1:].strip().decode("latin-1"), "CONTENT_LENGTH": str(len(body))},
    )
    accidents = list(services_of(_app).accidents)
    services_of(_app).accidents.clear()
    assert not accidents, f"an accident: {accidents}"
    assert answer.status_code in _DOCUMENTED, f"the status {answer.status_code} is not documented"
    told = json.loads(answer.data)
    assert told.keys() == {"success", "code", "msg", "data"}, "it is not in the envelope"
    assert (told["code"], told["success"]) == (answer.status_code, answer.status_code == 200), "the envelope lies"  # noqa: PLR2004 - HTTP's
    if told["success"]:
        kept = _client.get(told["data"]["file_url"].removeprefix("http://localhost"))
        assert len(kept.data) == told["data"]["file_size"], "the file that is kept is another one"
        assert kept.data in body or way != "stream", "the file was not in the form"
    if next(_numbers) % _FORGOTTEN_AFTER == 0:
        _client.delete("/_mock/world", headers={"Authorization": f"Bearer {KEY}"})


def seeds() -> Iterator[bytes]:
    """Yield each way, with an image and without, and forms in odd spellings."""
    order = read_order("64x48.png", "")
    image = paint(order) if order is not None else b""
    image = b"GIF89a\x00\x02\x00\x02\x80\x00\x00" + image[:100]
    part = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
    file = part % (b"file", b'; filename="a.gif"\r\nContent-Type: image/gif', image)
    for parts in (
        file,
        part % (b"file_name", b"", b"b.gif") + file + part % (b"upload_path", b"", b"frames"),
        file + file,
        part % (b"file", b"; filename*=UTF-8''%e2%82%ac.gif", image),
        part % (b"file", b'; filename="a.gif"\r\nContent-Transfer-Encoding: base64', b64encode(image)),
        part % (b"file", b"", image),
    ):
        yield b"s multipart/form-data; boundary=x\n" + parts + b"--x--\r\n"
    yield b'sMultipart/Form-Data; boundary="x"; charset=utf-16\npreamble\r\n' + file + b"--x--\r\nepilogue"
    yield b"s multipart/form-data; boundary=x\n" + file[:60]
    yield b"s application/x-www-form-urlencoded\nfile=abc&file_name=%ff"
    yield b"b application/json\n" + json.dumps({"base64_data": b64encode(image).decode(), "file_name": "a"}).encode()
    url = f"data:image/gif;base64,{b64encode(image).decode()}"
    yield b"b application/json\n" + json.dumps({"base64_data": url, "upload_path": "../x"}).encode()
    yield b"u application/json\n" + json.dumps({"file_url": "http://localhost/_mock/images/640x480.png"}).encode()
