"""Names of users and groups by their number, from files in the form of passwd(5) and group(5) or from this machine."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hiwater_impl.records.names.lines import NameFileFault, entries, number_of


@dataclass(frozen=True, slots=True)
class AccountTable:
    """Names by number (0 to 2^32-1) and numbers by name; of two lines for one number or one name the first counts.

    Names are bytes as they stand in the file, in no known encoding.
    """

    names: Mapping[int, bytes]
    numbers: Mapping[bytes, int]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The users and groups by which records are printed and chosen."""

    users: AccountTable
    groups: AccountTable


def table_of(pairs: Iterable[tuple[bytes, int]]) -> AccountTable:
    """A table of pairs of name and number; a negative number is the one with the same 32 bits."""
    names: dict[int, bytes] = {}
    numbers: dict[bytes, int] = {}
    for name, number in pairs:
        names.setdefault(number & 0xFFFFFFFF, name)
        numbers.setdefault(name, number & 0xFFFFFFFF)
    return AccountTable(names, numbers)


UNNAMED = Accounts(table_of(()), table_of(()))
"""Nobody has a name: numbers are printed as numbers."""


def read_accounts(file: Path) -> AccountTable:
    """The accounts of a file in the form of passwd(5) or group(5): name, a field that is not read, number, any more.

    Lines that refer to another source (`+` or `-` first) are left out. Raises NameFileFault for a line without a name
    or without a number of 32 bits, OSError when the file cannot be read.
    """
    pairs: list[tuple[bytes, int]] = []
    for line, fields in entries(file):
        if fields[0][:1] in (b"+", b"-"):
            continue
        if len(fields) < 3:
            raise NameFileFault(file, line, "a name, a field and a number are wanted, with colons between")
        number = number_of(fields[2], -(1 << 31), (1 << 32) - 1)
        if not fields[0]:
            raise NameFileFault(file, line, "the name is empty")
        if number is None:
            raise NameFileFault(
                file, line, f"{fields[2].decode(errors='backslashreplace')!r} is no number of an account"
            )
        pairs.append((fields[0], number))
    return table_of(pairs)


def local_accounts() -> Accounts:
    """The accounts that this machine lists; a directory service that answers but does not list adds nothing.

    Raises ImportError where the operating system has no such accounts.
    """
    import grp
    import pwd

    return Accounts(
        table_of((os.fsencode(user.pw_name), user.pw_uid) for user in pwd.getpwall()),
        table_of((os.fsencode(group.gr_name), group.gr_gid) for group in grp.getgrall()),
    )
