"""What a selection means, written again as plainly as can be, over Python's own `re` and `ipaddress`; slow."""

import ipaddress
import json
import os.path
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hiwater_impl.records.selection.tree import Alone, And, Node, Not, Or, Term
from hiwater_impl.records.selection.values import Day, Exact, Flag, Glob, Moment, Range, Value
from hiwater_specs import read
from tests.impl.records.selection.views import Record

EVENTS = json.loads(read("records/events.json"))["systems"]
CLASSES = json.loads(read("records/classes.json"))["systems"]
ERRORS = {name: int(number) for number, name in json.loads(read("records/errors.json"))["names"].items()}
USERS = {"root": 0, "alice": 100, "bob": 1001}
GROUPS = {"wheel": 0, "staff": 10}
OF_SUBJECTS = {
    "user": ["auid"],
    "euser": ["euid"],
    "ruser": ["ruid"],
    "egroup": ["egid"],
    "rgroup": ["rgid"],
    "group": ["egid", "rgid"],
    "pid": ["pid"],
    "session": ["sid"],
}
BY_FIELD = {"exec": "args", "environment": "env"}
ADDRESSES = ("address", "local_address", "remote_address", "source", "destination")
PORTS = ("port", "local_port", "remote_port")


def wanted(node: Node, record: Record) -> bool:
    """Whether a selection wants a record."""
    match node:
        case And(parts):
            return all(wanted(part, record) for part in parts)
        case Or(parts):
            return any(wanted(part, record) for part in parts)
        case Not(part):
            return not wanted(part, record)
        case Alone(name):
            return word(name, record)
        case Term(key, values):
            return any(term(key, value, record) for value in values)


def returned(record: Record) -> list[Any]:
    """The errors that a record returned."""
    both = [fields.get("error", fields.get("number")) for name, fields in record.tokens if name.startswith("ret")]
    return [error for error in both if error is not None]


def word(name: str, record: Record) -> bool:
    """A word that stands alone."""
    marked, kernel = bool(record.modifier & 0x8000), record.dialect == "illumos" and record.event < 2048
    subjects = [fields["auid"] for token, fields in record.tokens if token.startswith("subject")]
    attributable = not record.modifier & 0x4000 and any(auid != 0xFFFFFFFF for auid in subjects)
    return {
        "failed": marked or (not kernel and any(returned(record))),
        "succeeded": not marked and (kernel or (bool(returned(record)) and not any(returned(record)))),
        "damaged": record.damaged,
        "attributable": attributable,
        "nonattributable": not attributable,
    }[name]


def event_row(record: Record) -> dict[str, Any]:
    """What the table of the record's system says of its event."""
    rows = EVENTS[record.dialect]["events"]
    return next((row for row in rows if row["number"] == record.event), {"classes": []})


def term(key: str, value: Value, record: Record) -> bool:
    """Whether one value of a key fits."""
    match value:
        case Moment(wall, east):
            return (record.time >= wall - (east or 0) * 10**9) == (key == "after")
        case Day(number):
            day = datetime.fromtimestamp(record.time // 10**9, UTC).date()
            return day.toordinal() - datetime(1970, 1, 1, tzinfo=UTC).toordinal() == number
        case Flag(sign, name):
            masks = {row["name"]: int(row["mask"], 16) for row in CLASSES[record.dialect]["classes"]}
            bits = [masks.get(part, 0) for part in event_row(record)["classes"]]
            inside = name in masks and any(mask & masks[name] for mask in bits)
            return inside and (not sign or word("succeeded" if sign == "+" else "failed", record))
        case _:
            return any(fits(key, value, one) for one in found(key, record))


def fits(key: str, value: Any, one: Any) -> bool:
    """Whether a value of a record is the one, in the range, or matches."""
    if isinstance(value, Range):
        return (
            isinstance(one, int)
            and (value.low is None or one >= value.low)
            and (value.high is None or one <= value.high)
        )
    names = {"user": USERS, "euser": USERS, "ruser": USERS, "owner": USERS, "error": ERRORS}.get(key)
    names = GROUPS if key.endswith("group") else names
    if names is not None:
        return any(matches(value, name.encode(), key == "error") and number == one for name, number in names.items())
    if key == "host" and isinstance(value, Exact):
        network, address = ipaddress.ip_network(value.text, strict=False), ipaddress.ip_address(one.decode())
        return address in network
    return isinstance(one, bytes) and matches(value, one, key in ("event", "host"))


def matches(value: Any, text: bytes, any_case: bool) -> bool:
    """Python's own idea of a match."""
    how = re.DOTALL | (re.IGNORECASE if any_case else 0)
    if isinstance(value, Exact):
        return re.fullmatch(re.escape(value.text.encode()), text, how) is not None
    if isinstance(value, Glob):
        parts = (re.escape(p) if isinstance(p, str) else (".*" if p is None else ".") for p in value.parts)
        return re.fullmatch("".join(parts).encode(), text, how) is not None
    return re.search(value.pattern.encode(), text, how) is not None


def found(key: str, record: Record) -> Iterator[Any]:
    """The numbers and texts that a key is about."""
    if key == "event":
        yield record.event
        rows = [*EVENTS[record.dialect]["events"], *EVENTS[record.dialect]["duplicates"]]
        for row in rows:
            if row["number"] == record.event:
                yield from (row["name"].encode(), row["name"].removeprefix("AUE_").encode())
    for name, fields in record.tokens:
        if key == "token":
            yield name.encode()
        yield from of_token(key, name, fields, record.dialect)


def of_token(key: str, name: str, fields: Any, dialect: str) -> Iterator[Any]:
    """Those of one token."""
    if name.startswith("subject"):
        yield from of_subject(key, fields)
    if name.startswith("attr"):
        yield from {"owner": [fields["uid"]], "inode": [fields["nodeid"]]}.get(key, [])
    if name.startswith("return"):
        yield from of_return(key, fields, dialect)
    if key in ("host", "port"):
        yield from of_network(key, name, fields, dialect)
    yield from map(text_of, of_texts(key, name, fields, dialect))
    by_token = {"process": ("process", "pid"), "argument": ("arg", "value"), "sequence": ("seq", "sequence")}
    start, field = by_token.get(key, ("none", ""))
    if name.startswith(start):
        yield fields[field]
    if key == "group":
        yield from fields.get("gids", ())


def of_subject(key: str, fields: Any) -> Iterator[Any]:
    """Those of a subject."""
    for field in OF_SUBJECTS.get(key, ()):
        yield fields[field]


def of_network(key: str, name: str, fields: Any, dialect: str) -> Iterator[Any]:
    """Addresses as texts, and ports."""
    if key == "host":
        raw = [fields[field] for field in ADDRESSES if field in fields]
        yield from (str(ipaddress.ip_address(address)).encode() for address in raw if len(address) in (4, 16))
    for port in (fields[field] for field in PORTS if key == "port" and field in fields):
        if name[:3] not in ("sub", "pro"):
            yield port
            if dialect == "illumos":
                yield int.from_bytes(port.to_bytes(2, "little"), "big")


def of_return(key: str, fields: Any, dialect: str) -> Iterator[Any]:
    """Those of a return token."""
    if key == "error":
        yield fields["error"]
        if fields["error"] == 255:
            yield fields["value"]
    if key == "returned":
        yield fields["value"]
        if dialect == "illumos":
            yield int.from_bytes((fields["value"] & 0xFFFFFFFF).to_bytes(4, "big"), "big", signed=True)


def of_texts(key: str, name: str, fields: Any, dialect: str) -> Iterator[bytes]:
    """The texts of one token, as stored."""
    if key in ("text", "authorization") and key in fields:
        yield fields[key]
    if key == "zone" and name == "zonename":
        yield fields["name"]
    if key in ("exec", "environment"):
        yield from fields.get(BY_FIELD[key], ())
    if key == "argument" and name.startswith("arg"):
        yield fields["description"]
    if key == "privilege":
        yield from text_of(fields.get("privileges", b"")).split(b",") if "privileges" in fields else ()
    if key == "path":
        yield from fields.get("sections", ())
        if "path" in fields:
            yield fields["path"]
            if dialect == "illumos":
                stored = text_of(fields["path"])
                yield b"/" + os.path.normpath(b"/" + stored.lstrip(b"/")).lstrip(b"/")


def text_of(stored: bytes) -> bytes:
    """A text without its NUL and what follows."""
    return stored.split(b"\0")[0]
