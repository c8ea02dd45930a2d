"""Trails that were damaged on purpose, one for each turn that chance seldom takes."""


def text(octets: bytes) -> bytes:
    """A text token."""
    return b"\x28" + len(octets).to_bytes(2, "big") + octets


def header(count: int) -> bytes:
    """A plain header of illumos, 18 bytes."""
    return b"\x14" + count.to_bytes(4, "big") + b"\2\0\1\0\0" + bytes(8)


def closed(body: bytes = b"") -> bytes:
    """A record with these tokens, whole."""
    size = 18 + len(body) + 7
    return header(size) + body + b"\x13\xb1\x05" + size.to_bytes(4, "big")


SEQUENCE = b"\x2f\0\0\0\1"
NOTHING = b"\xff\xff\xff"

CASES = {
    "file token around a record": b"\x11" + bytes(8) + b"\0\x1a" + closed() + b"\0" + NOTHING + closed(),
    "in doubt": header(99) + NOTHING + closed() + header(23) + SEQUENCE + NOTHING + closed(text(bytes(99))) + closed(),
    "reaches into the next": header(18 + 3 + 30) + text(b"cut")[:4] + closed(text(b"more of it")) + NOTHING + closed(),
    "text reaches into the next": header(18 + 8) + b"\x28\0\5ab" + closed(SEQUENCE) + NOTHING + closed(),
    "header reaches into the next": header(25)[:16] + closed(),
    "trailer far behind": header(23) + SEQUENCE + b"\x28\0" + b"\x13\xb1\x05" + (32).to_bytes(4, "big") + NOTHING,
    "nested in a record": header(60) + SEQUENCE + closed() + SEQUENCE * 3 + NOTHING,
    "alternative": closed(b"\x7f\0\1\0\2" + SEQUENCE),
    "no alternative helps": closed(b"\x7f\0\1\0\2\xff" + SEQUENCE),
    "all alternatives": closed(b"\x7f\0\1\0\2\x3f\1\0\1a" + b"\x2e\0\2\0\1\1\2\3\4\0\1\5\6\7\x08"),
    "no NUL": closed(b"\x3c\0\0\0\2a\0bbb"),
    "missing in a run of fields": closed(b"\x2d\1\0\0\0\1"),
    "unknown version, closed": closed()[:5] + b"\x07" + closed()[6:] + closed(),
    "unknown version, open": header(25)[:5] + b"\x07" + header(25)[6:] + SEQUENCE + closed(),
    "cut": closed(SEQUENCE)[:-3],
    "file tokens at the end": closed() + 2 * (b"\x11" + bytes(8) + b"\0\2a\0"),
    "another file token": b"\x78" + bytes(16) + b"\0\2a\0" + closed(),
}
