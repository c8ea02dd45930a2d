"""Tokens that no trail holds, written by hand byte by byte from the tables of the format.

Not good for showing what a real writer does: they say only what the tables say.
"""

from typing import Any, NamedTuple

V6 = bytes.fromhex("20010db8000000000000000000000001")
UUID = bytes(range(16))


class Vector(NamedTuple):
    """One token: its dialect, the name of its layout, its bytes in hexadecimal and the value of every field."""

    dialect: str
    name: str
    hexadecimal: str
    values: dict[str, Any]


def header(host: bytes | None, kind: int, seconds: int, subseconds: int) -> dict[str, Any]:
    """The fields of an extended header of event 23."""
    start = {"byte_count": 61, "version": kind, "event": 23, "modifier": 0x8000}
    address = {"address_type": len(host) if host is not None else 9, "address": host or b""}
    return start | address | {"seconds": seconds, "subseconds": subseconds}


V6_HEX = V6.hex()
UUID_HEX = UUID.hex()
START = "0000003d 02 0017 8000"
START_11 = "0000003d 0b 0017 8000"
OLD_SOCKET = {
    "type": 2,
    "local_port": 22,
    "local_address": b"\x7f\0\0\1",
    "remote_port": 1025,
    "remote_address": b"\xc0\0\2\1",
}
ILLUMOS = [
    Vector("illumos", "header32_ex", f"15 {START} 00000004 c0000201 00000005 00000006", header(b"\xc0\0\2\1", 2, 5, 6)),
    Vector("illumos", "header32_ex", f"15 {START} 00000010 {V6_HEX} 00000005 00000006", header(V6, 2, 5, 6)),
    Vector(
        "illumos",
        "file64",
        "78 fffffffffffffffe 0000000000000007 0002 6100",
        {"seconds": -2, "subseconds": 7, "name": b"a\0"},
    ),
    Vector(
        "illumos",
        "attr",
        "31 000081a4 00000001 00000002 00000003 fffffffc 00000005",
        {"mode": 0o100644, "uid": 1, "gid": 2, "fsid": 3, "nodeid": -4, "device": 5},
    ),
    Vector(
        "illumos",
        "label",
        f"33 41 08 0005 {UUID_HEX * 2}",
        {"label_id": 0x41, "words": 8, "classification": 5, "compartments": UUID * 2},
    ),
    Vector("illumos", "liaison", "3a 00000009", {"liaison": 9}),
    Vector("illumos", "secflags", "62 0002 4500 0005 61736c7200", {"which": b"E\0", "flags": b"aslr\0"}),
    Vector("illumos", "host", "70 c0000201", {"address": b"\xc0\0\2\1"}),
    Vector("illumos", "socket_libbsm", "2e 0002 0016 7f000001 0401 c0000201", OLD_SOCKET),
    Vector("illumos", "socket_ex_short", "7f 0001 0002", {"domain": 1, "type": 2}),
    Vector("illumos", "upriv_libbsm", "3f 01 0004 414c4c00", {"success": 1, "privileges": b"ALL\0"}),
]
OPENBSM = [
    Vector(
        "openbsm", "header32_ex", f"15 {START_11} 00000004 c0000201 00000005 00000006", header(b"\xc0\0\2\1", 11, 5, 6)
    ),
    Vector("openbsm", "header32_ex", f"15 {START_11} 00000010 {V6_HEX} 00000005 00000006", header(V6, 11, 5, 6)),
    Vector("openbsm", "header32_ex", f"15 {START_11} 00000009 00000005 00000006", header(None, 11, 5, 6)),
    Vector(
        "openbsm",
        "header64_ex",
        f"79 {START_11} 00000010 {V6_HEX} 0000000000000005 0000000000000006",
        header(V6, 11, 5, 6),
    ),
    Vector(
        "openbsm",
        "header64_ex",
        f"79 {START_11} 00000004 c0000201 0000000000000005 0000000000000006",
        header(b"\xc0\0\2\1", 11, 5, 6),
    ),
    Vector("openbsm", "header64_ex", f"79 {START_11} 00000009 {'00' * 7}05 {'00' * 7}06", header(None, 11, 5, 6)),
    Vector("openbsm", "socket", "2e 0002 0016 7f000001 0401 c0000201", OLD_SOCKET),
    Vector("openbsm", "exit", "52 00000002 ffffffff", {"error": 2, "value": -1}),
    Vector("openbsm", "sockinet32", "80 0002 0050 7f000001", {"family": 2, "port": 80, "address": b"\x7f\0\0\1"}),
    Vector("openbsm", "sockinet128", f"81 001a 0050 {V6_HEX}", {"family": 26, "port": 80, "address": V6}),
    Vector("openbsm", "sockunix", "82 0001 2f00", {"family": 1, "path": b"/"}),
    Vector("openbsm", "sockunix", "82 0001 2f746d702f7300", {"family": 1, "path": b"/tmp/s"}),
    Vector(
        "openbsm",
        "arg_uuid",
        f"84 02 {UUID_HEX} 0004 76 6f 6c 00",
        {"number": 2, "uuid": UUID, "description": b"vol\0"},
    ),
    Vector("openbsm", "ret_uuid", f"85 00 {UUID_HEX} 0001 00", {"number": 0, "uuid": UUID, "description": b"\0"}),
]
DATA = [
    Vector("illumos", "data", hexadecimal, {"how_to_print": 2, "basic_unit": unit, "unit_count": 2, "items": (1, 255)})
    for unit, hexadecimal in enumerate(
        [
            "21 02 00 02 01 ff",
            "21 02 01 02 0001 00ff",
            "21 02 02 02 00000001 000000ff",
            "21 02 03 02 0000000000000001 00000000000000ff",
        ]
    )
]
X_OBJECT = {"xid": 0x01020304, "creator_uid": 100}
X_OBJECTS = {
    0x74: "xcolormap",
    0x75: "xcursor",
    0x76: "xfont",
    0x77: "xgc",
    0x78: "xpixmap",
    0x7A: "xwindow",
}
TRUSTED_SOLARIS = [
    *(Vector("trusted_solaris_2_5", name, f"{at:02x} 01020304 00000064", X_OBJECT) for at, name in X_OBJECTS.items()),
    Vector("trusted_solaris_2_5", "xproperty", "79 01020304 00000064 0002 7000", X_OBJECT | {"name": b"p\0"}),
    Vector("trusted_solaris_2_5", "xclient", "7b 00000007", {"client": 7}),
]
VECTORS = [*ILLUMOS, *DATA, *OPENBSM, *TRUSTED_SOLARIS]
