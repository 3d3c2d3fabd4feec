"""What is odd in HTTP/1.1, or none of it: the words of which hostile requests are made."""

from __future__ import annotations

__all__ = ["CODINGS", "FIELDS", "LENGTHS", "METHODS", "NO_HTTP", "SIZES", "SPECIAL", "TARGETS", "VERSIONS"]

METHODS = (b"OPTIONS", b"TRACE", b"CONNECT", b"PRI", b"get", b"G\x00T", b"", b"PROPFIND", b"M" * 300, b"\xff")
TARGETS = (
    *(b"*", b"", b"//", b"/..", b"/%00", b"/%", b"/%zz", b"/\x00", b"/\xff\xfe", b"http://example.com:80/v1/tasks"),
    *(b"http://[::1", b"/?" + b"a=b&" * 2000, b"/" + b"a" * 40_000, b"/v1/tasks?page=%ff&page=\xe4", b"/a b", b"x:y"),
)
VERSIONS = (
    b"HTTP/1.0",
    b"HTTP/1.2",
    b"HTTP/2.0",
    b"HTTP/0.9",
    b"http/1.1",
    b"HTTP/1.1 ",
    b"",
    b"HTTP/11",
    b"HTTPS/1.1",
)
FIELDS = (
    *(b"Expect: 100-continue", b"Expect: 200-ok", b"Upgrade: websocket\r\nConnection: Upgrade", b"Upgrade: h2c"),
    *(b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA", b"Host: y"),
    *(
        b"Connection: close",
        b"Connection: keep-alive",
        b"Connection: \x00",
        b"Cookie: a=\xff\xfe; b",
        b"X-A: \x00",
        b": x",
    ),
    *(
        b"Content-Encoding: gzip",
        b"Accept-Encoding: gzip, br",
        b"Range: bytes=0-,-5,99999999999999999999-",
        b"Range: x=1",
    ),
    *(
        b"Origin: https://evil.example",
        b"Referer: \xff",
        b"X-Forwarded-For: ::1",
        b'If-None-Match: "\xff"',
        b"No colon",
    ),
    *(
        b"Idempotency-Key: 0123456789abcdef",
        b"Idempotency-Key: \xff",
        b" folded",
        b"X : y",
        b"X-\xe4: y",
        b"A:" + b" " * 9000,
    ),
    *(
        b"X-Request-Id: a\tb",
        b"Accept: text/html",
        b"Accept: " + b"a/b," * 3000,
        b"X-Huge: " + b"h" * 70_000,
        b"TE: trailers",
    ),
    *(b"\r\n".join(b"X-%d: y" % number for number in range(150)), b"If-Modified-Since: Thu, 99 Foo 9999 99:99:99 GMT"),
    *(b"X-Klingmock-World: nowhere", b"X-Klingmock-World: \xff", b"Content-Type: text/plain; charset=\xff"),
)
LENGTHS = (
    b"0",
    b"1",
    b"5",
    b"99",
    b"-1",
    b"+1",
    b"0x10",
    b"1, 1",
    b"1, 2",
    b"",
    b"99999999999999999999",
    b"1e3",
    b"\xb2",
    b"20000000",
)
CODINGS = (
    b"gzip",
    b"chunked, chunked",
    b"chunked, gzip",
    b"identity",
    b"\x0bchunked",
    b"CHUNKED",
    b"chunked;q=1",
    b"",
)
SIZES = (
    b"-1",
    b"g",
    b"",
    b"0x5",
    b"fffffffffffffffff",
    b"5 ",
    b" 5",
    b"5;" + b"e" * 5000,
    b"00000000000000005",
    b"ffffffff",
)
NO_HTTP = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x12\x04\x00\x00\x00\x00\x00",
    *(
        b"\r\n" * 3000,
        b"\n" * 10,
        b"\x00" * 9000,
        b"\xff" * 70_000,
        b"GET /\r\n\r\n",
        b"GET\r\n",
        b"\x05\x01\x00",
        b"{}",
    ),
    *(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"GET / HTTP/1.1", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n"),
)
SPECIAL = (
    b"\x00",
    b"\xff",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\n\r\n",
    b" ",
    b"\t",
    b":",
    b"\x7f",
    b"\xc3\x28",
    b"a" * 300,
    b"0\r\n\r\n",
)
