"""Where in a record each key looks: tokens and fields, and what becomes of a field's value before it is compared."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from hiwater_impl.records.selection.records import FieldValue, RecordView
from hiwater_specs import read

Fields = Mapping[str, FieldValue]
SUBJECTS = ("subject32", "subject64", "subject32_ex", "subject64_ex")
PROCESSES = ("process32", "process64", "process32_ex", "process64_ex")
RETURNS = ("return32", "return64")
ATTRIBUTES = ("attr", "attr32", "attr64")


def _same(tokens: Sequence[str], *fields: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(tokens, fields)


SOURCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "user": _same(SUBJECTS, "auid"),
    "euser": _same(SUBJECTS, "euid"),
    "ruser": _same(SUBJECTS, "ruid"),
    "group": _same(SUBJECTS, "egid", "rgid") | _same(("groups", "newgroups"), "gids"),
    "egroup": _same(SUBJECTS, "egid"),
    "rgroup": _same(SUBJECTS, "rgid"),
    "pid": _same(SUBJECTS, "pid"),
    "session": _same(SUBJECTS, "sid"),
    "process": _same(PROCESSES, "pid"),
    "path": {"path": ("path",), "xatpath": ("sections",), "sockunix": ("path",)},
    "owner": _same(ATTRIBUTES, "uid"),
    "inode": _same(ATTRIBUTES, "nodeid"),
    "text": {"text": ("text",)},
    "argument": _same(("arg32", "arg64"), "value", "description") | {"arg_uuid": ("description",)},
    "exec": _same(("exec_args", "cmd"), "args"),
    "environment": _same(("exec_env", "cmd"), "env"),
    "privilege": _same(("privilege", "upriv", "upriv_libbsm"), "privileges"),
    "authorization": {"uauth": ("authorization",)},
    "zone": {"zonename": ("name",)},
    "host": _same(("header32_ex", "header64_ex", *SUBJECTS, *PROCESSES), "address")
    | _same(("in_addr", "in_addr_ex", "tid", "host", "sockinet32", "sockinet128"), "address")
    | {"ip": ("source", "destination")}
    | {"socket": ("address", "local_address", "remote_address")}
    | _same(("socket_libbsm", "socket_ex"), "local_address", "remote_address"),
    "port": _same(("iport", "sockinet32", "sockinet128"), "port")
    | {"socket": ("port", "local_port", "remote_port")}
    | _same(("socket_libbsm", "socket_ex", "tid"), "local_port", "remote_port"),
    "error": _same(RETURNS, "error") | {"ret_uuid": ("number",)},
    "returned": _same(RETURNS, "value"),
    "sequence": {"seq": ("sequence",)},
}
"""By key and by token name: the fields whose values are tried, of those that the token has."""


@cache
def token_names() -> frozenset[str]:
    """The names of all tokens of `records/tokens.json`."""
    return frozenset(token["name"] for token in json.loads(read("records/tokens.json"))["tokens"])


def candidates(key: str, record: RecordView) -> Iterator[int | bytes]:
    """Every value in a record that a key is about; a text ends before its first NUL."""
    sources, reading = SOURCES[key], READINGS.get(key, _as_it_is)
    for name, fields in record.tokens:
        for field in sources.get(name, ()):
            value = fields.get(field)
            if value is None:
                continue
            for one in (value,) if isinstance(value, int | bytes) else value:
                yield from reading(one, fields, record.dialect)


def plain_path(path: bytes) -> bytes:
    """A path from the root without empty parts, `.` and `..`, as illumos praudit prints it."""
    parts: list[bytes] = []
    for part in path.split(b"/"):
        if part == b"..":
            del parts[-1:]
        elif part not in (b"", b"."):
            parts.append(part)
    return b"/" + b"/".join(parts)


def _as_it_is(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    yield value.partition(b"\0")[0] if isinstance(value, bytes) else value


def _whole(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    yield value


def _path(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    for stored in _as_it_is(value, fields, dialect):
        yield stored
        if dialect != "openbsm" and "path" in fields and isinstance(stored, bytes):
            yield plain_path(stored)


def _privileges(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    for text in _as_it_is(value, fields, dialect):
        yield from text.split(b",") if isinstance(text, bytes) else ()


def _port(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    yield value
    if dialect != "openbsm" and isinstance(value, int):
        yield (value & 0xFF) << 8 | value >> 8


def _error(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    yield value
    returned = fields.get("value")
    if value == 255 and isinstance(returned, int):
        yield returned


def _returned(value: int | bytes, fields: Fields, dialect: str) -> Iterator[int | bytes]:
    yield value
    if dialect != "openbsm" and isinstance(value, int):
        low = value & 0xFFFFFFFF
        yield low - ((low & 0x80000000) << 1)


READINGS: Mapping[str, Callable[[int | bytes, Fields, str], Iterator[int | bytes]]] = {
    "host": _whole,
    "path": _path,
    "privilege": _privileges,
    "port": _port,
    "error": _error,
    "returned": _returned,
}
