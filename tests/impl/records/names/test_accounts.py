"""Accounts come from files in the form of passwd and group; what is not in that form is told with its place."""

import os
from pathlib import Path

import pytest

from hiwater_impl.records.names.accounts import UNNAMED, local_accounts, read_accounts
from hiwater_impl.records.names.lines import NameFileFault

PASSWD = b"""# comment
root:x:0:0:Super-User:/root:/bin/sh

toor:*:0:0::/:
nobody:*:-2:-2:Nobody:/:/bin/false
root:x:7:7::/:
j\xf6rg:x:1001:10::/home:/bin/sh
+@staff::::::
"""


def written(folder: Path, data: bytes) -> Path:
    """A file with these bytes."""
    file = folder / "names"
    file.write_bytes(data)
    return file


def test_first_line_wins(tmp_path: Path) -> None:
    """Of two lines for a number or a name the first counts; bytes stay; negative numbers are those of 32 bits."""
    table = read_accounts(written(tmp_path, PASSWD))
    assert table.names == {0: b"root", 4294967294: b"nobody", 7: b"root", 1001: b"j\xf6rg"}
    assert table.numbers == {b"root": 0, b"toor": 0, b"nobody": 4294967294, b"j\xf6rg": 1001}


def test_groups_have_the_same_form(tmp_path: Path) -> None:
    """A group file gives groups, members unread."""
    assert read_accounts(written(tmp_path, b"root::0:\nstaff::10:a,b")).names == {0: b"root", 10: b"staff"}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"root", "a name, a field and a number"),
        (b"root:x", "a name, a field and a number"),
        (b":x:0:", "the name is empty"),
        (b"root:x:zero:", "'zero' is no number"),
        (b"root:x::", "'' is no number"),
        (b"root:x:4294967296:", "no number"),
        (b"root:x:-2147483649:", "no number"),
        (b"root:x:\xb2:", r"'\\xb2' is no number"),
    ],
)
def test_bad_lines_are_told(tmp_path: Path, line: bytes, what: str) -> None:
    """A line that is not in the form ends the reading, and file and line are named."""
    file = written(tmp_path, b"# first\nok:x:1:\n" + line + b"\n")
    with pytest.raises(NameFileFault, match="line 3: ") as caught:
        read_accounts(file)
    assert (caught.value.file, caught.value.line) == (file, 3)
    assert what in str(caught.value)


def test_nothing_given_names_nobody() -> None:
    """Without a table there are no names."""
    assert not UNNAMED.users.names
    assert not UNNAMED.groups.numbers


def test_this_machine_names_its_own() -> None:
    """The accounts of the machine are those of its account database."""
    pwd = pytest.importorskip("pwd")
    local = local_accounts()
    assert local.users.names[0] == os.fsencode(pwd.getpwuid(0).pw_name)
    assert local.groups.numbers
