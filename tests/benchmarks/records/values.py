"""What the fields of made records hold, by their names in `tokens.json`: a rule draws one for many records at once."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tests.benchmarks.records.strings import Array


class Rows(NamedTuple):
    """The records that one call draws for: their number, and what was decided about each beforehand."""

    generator: np.random.Generator
    total: int
    version: int
    argument_counts: tuple[int, ...]
    event: Array
    failed: Array
    seconds: Array
    subseconds: Array
    sequence: Array
    """The number of the record in the trail, from 1."""

    def only(self, chosen: Array) -> "Rows":
        """Those of the rows that are chosen, by their positions."""
        columns = ("event", "failed", "seconds", "subseconds", "sequence")
        return self._replace(total=len(chosen), **{name: getattr(self, name)[chosen] for name in columns})


Rule = Callable[[Rows], Array]


def _between(low: int, high: int) -> Rule:
    """Any whole number from low to high."""
    return lambda rows: rows.generator.integers(low, high, rows.total, endpoint=True)


def _one_of(*values: int) -> Rule:
    known = np.array(values)
    return lambda rows: rows.generator.choice(known, rows.total)


def _users(rows: Rows) -> Array:
    """A user or a group: root in every fourth record, nobody (-1) in every sixteenth, else one of 3000."""
    found = rows.generator.integers(1000, 3999, rows.total, endpoint=True)
    draw = rows.generator.integers(0, 16, rows.total)
    return np.where(draw < 4, 0, np.where(draw == 4, 2**32 - 1, found))


def _arguments(rows: Rows) -> Array:
    """An argument of a system call: a small number in half of the records."""
    wide, small = (rows.generator.integers(0, limit, rows.total) for limit in (2**32, 64))
    return np.where(rows.generator.random(rows.total) < 0.5, small, wide)


def _returned(limit: int) -> Rule:
    return lambda rows: np.where(rows.failed, -1, rows.generator.integers(0, limit, rows.total))


def _modifier(rows: Rows) -> Array:
    """Illumos marks a failure in the header; OpenBSM leaves the field zero."""
    return np.where(rows.failed & (rows.version == 2), 0x8000, 0)


_USER = "auid euid egid ruid rgid uid gid creator_uid creator_gid".split()
_PORT = _between(0, 65_535)
_WIDE_PORT = _between(0, 2**47)

INTEGERS: dict[str, Rule] = {
    **dict.fromkeys(_USER, _users),
    "version": lambda rows: np.full(rows.total, rows.version),
    "event": lambda rows: rows.event,
    "modifier": _modifier,
    "seconds": lambda rows: rows.seconds,
    "subseconds": lambda rows: rows.subseconds,
    "pid": _between(1, 99_999),
    "sid": _between(1, 2**31 - 1),
    "port": _PORT,
    "local_port": _PORT,
    "remote_port": _PORT,
    **{f"{token}.port": _WIDE_PORT for token in "subject64 subject64_ex process64 process64_ex".split()},
    "error": lambda rows: np.where(rows.failed, rows.generator.integers(1, 80, rows.total), 0),
    "return32.value": _returned(2**20),
    "return64.value": _returned(2**45),
    "mode": _one_of(0o100644, 0o100755, 0o100600, 0o40755, 0o104555, 0o10400),
    "fsid": _between(1, 2**20),
    "nodeid": _between(2, 2**24),
    "device": _between(0, 2**32 - 1),
    "number": _between(1, 6),
    "arg32.value": _arguments,
    "arg64.value": _between(0, 2**48),
    "how_to_print": _between(0, 4),
    "basic_unit": _between(0, 3),
    "unit_count": _between(1, 10),
    "ipc_type": _between(1, 3),
    "ipc.id": _between(1, 5_000),
    "ipc_perm.sequence": _between(0, 9),
    "key": _between(0, 2**31 - 1),
    "seq.sequence": lambda rows: rows.sequence,
    "acl.type": _one_of(1, 2, 4, 8, 16, 32),
    "acl.id": _between(0, 100),
    "permissions": _between(0, 7),
    "who": _between(0, 70_000),
    "access_mask": _between(0, 0x1FFFFF),
    "flags": _between(0, 0x7F),
    "ace.type": _between(0, 3),
    "version_and_length": _one_of(0x45),
    "type_of_service": _one_of(0, 8, 16),
    "length": _between(40, 1_500),
    "ip.id": _PORT,
    "offset": _one_of(0, 0x4000),
    "time_to_live": _between(1, 255),
    "protocol": _one_of(1, 6, 17),
    "checksum": _PORT,
    "family": _one_of(2),
    "sockunix.family": _one_of(1),
    "domain": _one_of(2),
    "socket_ex:16.domain": _one_of(26),
    "socket_ex.type": _one_of(1, 2),
    "success": _one_of(0, 1),
    "newgroups.count": _between(1, 16),
    "xatpath.count": _between(1, 2),
    "exec_args.count": lambda rows: rows.generator.choice(np.array(rows.argument_counts), rows.total),
    "exec_env.count": lambda rows: rows.generator.choice(np.array(rows.argument_counts), rows.total),
}
"""Rules of integer fields by `token:address length.field`, `token.field`, or by the field alone where tokens agree."""

STRINGS = {
    "path.path": "paths",
    "sockunix.path": "socket_names",
    "text.text": "texts",
    "description": "descriptions",
    "set_type": "privilege_sets",
    "privileges": "privileges",
    "zonename.name": "zones",
    "args": "arguments",
    "env": "arguments",
    "sections": "sections",
    "gids": "gids",
}
"""Groups of the pool of strings, by the same keys."""


def addresses(rows: Rows, length: int) -> Array:
    """Addresses of either length: 10.x.y.z, or 2001:db8:: with the last eight bytes drawn."""
    found = np.zeros((rows.total, length), np.uint8)
    drawn = 3 if length == 4 else 8
    found[:, :4] = (10, 0, 0, 0) if length == 4 else (0x20, 0x01, 0x0D, 0xB8)
    found[:, -drawn:] = rows.generator.integers(0, 256, (rows.total, drawn), np.uint8)
    return found
