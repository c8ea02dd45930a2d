"""Builders of the tokens that services need; every other layout is made by its name, with `token`.

Numbers and layouts are those of `specs/hiwater_specs/records/tokens.json`. All raise NotARecord, a ValueError.
"""

import ipaddress
import os
from collections.abc import Iterable
from functools import cache
from typing import Any

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.values import LONGEST_STRING
from hiwater_impl.records.encoding.writers import writers

FAILED = 0xFF
"""The error of a return token when it failed for no reason that has a number."""

_MOST_32 = (1 << 32) - 1
_NOBODY = _MOST_32 - 1


def token(layout: str, **values: Any) -> bytes:
    """Any token by the name of its layout (`newgroups`, `attr64` …); lengths and counts may be left out."""
    known = writers()["illumos"]
    if layout not in known:
        raise NotARecord(f"there is no layout {layout!r}; see records/tokens.json")
    return known[layout].written(values)


def text(words: str) -> bytes:
    """Words of at most 65,534 bytes in UTF-8; longer ones are cut, at a whole character."""
    found = words.encode(errors="backslashreplace")
    if len(found) >= LONGEST_STRING:
        found = found[: LONGEST_STRING - 1].decode(errors="ignore").encode()
    return b"\x28" + (len(found) + 1).to_bytes(2) + found + b"\0"


def path(name: str | bytes | os.PathLike[Any]) -> bytes:
    """The name of a file, its bytes as they are."""
    return token("path", path={"hex": (os.fsencode(name) + b"\0").hex()})


def outcome(error: int = 0, value: int = 0) -> bytes:
    """How it ended (a return token): error 0 and a value, or an errno. Values beyond 32 bits take the wide layout."""
    wide = not -(1 << 31) <= value < 1 << 31
    return token("return64" if wide else "return32", error=error, value=value)


def argument(number: int, value: int, description: str) -> bytes:
    """One argument of a call; values beyond 32 bits take the wide layout."""
    return token("arg64" if value > _MOST_32 else "arg32", number=number, value=value, description=description)


def exec_args(words: Iterable[str]) -> bytes:
    """The arguments of a program."""
    return token("exec_args", args=[{"hex": os.fsencode(word).hex()} for word in words])


def address(name: str) -> bytes:
    """An address of IPv4 or IPv6, as text."""
    found = _address(name)
    if len(found) == 4:
        return token("in_addr", address={"hex": found.hex()})
    return token("in_addr_ex", address_type=len(found), address={"hex": found.hex()})


def port(number: int) -> bytes:
    """A port, 0 to 65,535."""
    return token("iport", port=number)


def subject(user: int | None = None, *, audit_user: int | None = None, terminal: str = "0.0.0.0") -> bytes:
    """Who did it: a user of this machine (this process' own if not said), with this process' groups, id and session.

    `audit_user` is who logged in (-2, nobody, if not said); `terminal` is the address from which.
    """
    real = os.getuid() if user is None else user
    found = _address(terminal)
    values: dict[str, Any] = {
        "auid": _NOBODY if audit_user is None else audit_user,
        "euid": os.geteuid() if user is None else user,
        "egid": os.getegid(),
        "ruid": real,
        "rgid": os.getgid(),
        "pid": os.getpid(),
        "sid": os.getsid(0),
        "port": 0,
        "address": {"hex": found.hex()},
    }
    if len(found) == 4:
        return token("subject32", **values)
    return token("subject32_ex", **values, address_type=len(found))


@cache
def _address(name: str) -> bytes:
    try:
        return ipaddress.ip_address(name).packed
    except ValueError:
        raise NotARecord(f"{name!r} is no address; write it as 192.0.2.1 or 2001:db8::1") from None
