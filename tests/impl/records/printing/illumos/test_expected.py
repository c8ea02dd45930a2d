"""Every output of illumos praudit that is at hand, byte for byte; trails of the other system among them."""

from pathlib import Path

import pytest

from tests.impl.records.printing.illumos.praudit import FORMS, document, printed, printer
from tests.specs.records.corpus import BESIDE, trails

EXPECTED = BESIDE / "expected"
needs_shared = pytest.mark.skipif(not BESIDE.is_dir(), reason="no ../shared/testdata beside the checkout")

WORKED = bytes.fromhex(
    "74000000880200080000000000003b9aca0000000000075bcd152300052f6574630073000043ff0000000000000003000100020000000000"
    "000007ffffffffffffffff750000006400000000000000000000000000000000000010e10000004d0000001200000003c000020127000000"
    "0000600007676c6f62616c002f0000000713b10500000088"
)
"""The worked example of the format's reference: chdir of /etc on an LP64 kernel."""

RAW = b"""116,136,2,8,0x0000,1000000000,123456789
35,/etc
115,41777,0,3,65538,7,18446744073709551615
117,100,0,0,0,0,4321,77,18 3 192.0.2.1
39,0,0
96,global
47,7
19,136
"""

XML = b"""
<record version="2" event="chdir(2)" iso8601="2001-09-09 01:46:40.123 +00:00">
<path>/etc</path>
<attribute mode="41777" uid="root" gid="3" fsid="65538" nodeid="7" device="18446744073709551615"/>
<subject audit-uid="100" uid="root" gid="root" ruid="root" rgid="root" pid="4321" sid="77" tid="18 3 192.0.2.1"/>
<return errval="success" retval="0"/>
<zone name="global"/>
<sequence seq-num="7"/>

</record>
</audit>
"""


def expected(path: Path, ending: str) -> Path:
    """The output of one form for a trail."""
    return EXPECTED / f"{path.stem}.illumos-praudit{ending}"


@needs_shared
@pytest.mark.parametrize("ending", FORMS)
def test_all_trails_print_as_praudit_prints_them(ending: str) -> None:
    """Interpreted, those of OpenBSM, FreeBSD and macOS too."""
    made, count = printer(FORMS[ending]), 0
    for path in trails():
        if expected(path, ending).exists():
            assert document(made, path.read_bytes()) == expected(path, ending).read_bytes(), path.name
            count += 1
    assert count >= 9


@needs_shared
@pytest.mark.parametrize("ending", FORMS)
def test_machine_code_prints_the_same(ending: str) -> None:
    """All of them, compiled."""
    made = printer(FORMS[ending])
    paths = [path for path in trails() if expected(path, ending).exists()]
    assert paths
    for path in paths:
        assert document(made, path.read_bytes(), compiled=True) == expected(path, ending).read_bytes(), path.name


def test_the_worked_example() -> None:
    """Raw and XML, to the last newline; with -l one line, its fields those of the lines."""
    assert printed(printer(FORMS["-r.txt"]), WORKED).text == RAW
    assert document(printer(FORMS[".xml"]), WORKED).split(b"<audit>")[1] == XML
    lines = printed(printer(FORMS[".txt"]), WORKED).text
    assert printed(printer(FORMS["-l.txt"]), WORKED).text == lines[:-1].replace(b"\n", b",") + b"\n"
    assert printed(printer(FORMS["-s.txt"]), WORKED).text == lines.replace(b"chdir(2)", b"AUE_CHDIR")
