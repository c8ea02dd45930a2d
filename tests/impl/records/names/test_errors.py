"""Error texts are those of the tables of the format, and are what both praudits printed."""

import errno
import json
import re
import sys

import jsonschema
import pytest

from hiwater_impl.records.names.errors import error_names, error_texts
from hiwater_specs import read
from tests.specs.records.corpus import BESIDE, SHARED

REFERENCE = SHARED / "reference/bsm-records.md"
ROW = re.compile(r"\| (\d+) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)


def test_file_follows_the_schema() -> None:
    """errors.json is what schema.json says, and a table without its texts is refused."""
    schema, data = json.loads(read("records/schema.json")), json.loads(read("records/errors.json"))
    checker = jsonschema.Draft202012Validator(schema)
    checker.validate(data)
    del data["tables"]["glibc"]["texts"]
    assert not checker.is_valid(data)


@pytest.mark.skipif(not REFERENCE.exists(), reason="no ../shared/reference beside the checkout")
def test_texts_are_those_of_the_reference() -> None:
    """Every row of the reference's table, in each of its three columns, and texts that end in a blank."""
    section = REFERENCE.read_text().partition("### 7.6")[2].partition("\n## ")[0]
    rows = ROW.findall(section)
    assert len(rows) == 164
    illumos, glibc, openbsm = map(error_texts, ("illumos", "glibc", "openbsm"))
    for digits, own, local, other in rows:
        number = int(digits)
        assert illumos.text(number).decode() == own + " " * (number == 72), number
        assert glibc.text(number).decode() == local, number
        whole = {"same": local, "b": f"Unknown error: {number}"}.get(other, other)
        assert openbsm.text(number).decode() == whole, number


def test_returned_errors() -> None:
    """What stands for an error of a return token, numbers beyond each table and 255 included."""
    shown = {name: error_texts(name).returned for name in ("illumos", "glibc", "openbsm")}
    assert {name: texts[0] for name, texts in shown.items()} == dict.fromkeys(shown, b"success")
    assert [shown[name][1] for name in shown] == [
        b"failure: Not owner",
        b"failure: Operation not permitted",
        b"failure : Operation not permitted",
    ]
    assert [shown[name][200] for name in shown] == [
        b"failure: Unknown error",
        b"failure: Unknown error 200",
        b"failure: Unknown error: 200",
    ]
    assert [shown[name][255] for name in shown] == [b"failure", b"failure", b"failure: Unknown error: 255"]
    assert {len(texts) for texts in shown.values()} == {256}


def test_values_of_programs() -> None:
    """Texts of adt from 1000, of PAM from 2000, else those of error numbers."""
    illumos, glibc = error_texts("illumos"), error_texts("glibc")
    assert [illumos.value(number) for number in (0, 1000, 1023, 1024)] == [
        b"Error 0",
        b"Attribute update",
        b"login disabled",
        b"Unknown error",
    ]
    assert [illumos.value(number) for number in (2000, 2026, 2027, 2028)] == [
        b"Success",
        b"General PAM failure ",
        b"Unable to complete operation. Try again.",
        b"Unknown error",
    ]
    assert [glibc.value(number) for number in (1020, 2007, 2028)] == [
        b"Input line too long.",
        b"pam error 7",
        b"Unknown error 2028",
    ]


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no ../shared/testdata beside the checkout")
def test_printed_failures_are_in_the_tables() -> None:
    """Each failure that a praudit printed over the trails is one of the 256 of its table."""
    for pattern, table in (("*.illumos-praudit-l.txt", "glibc"), ("*.praudit-l.txt", "openbsm")):
        printed = b"".join(file.read_bytes() for file in (BESIDE / "expected").glob(pattern))
        found = set(re.findall(rb",return,(failure[^,]*)", printed))
        assert len(found) > 5
        assert found <= set(error_texts(table).returned), table


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers of Linux are wanted")
def test_names_fit_the_texts() -> None:
    """A name's text in OpenBSM's table is what glibc says for that name on Linux."""
    glibc, openbsm = error_texts("glibc"), error_texts("openbsm")
    compared = 0
    for name, number in error_names().items():
        if number in openbsm.texts:
            assert openbsm.text(number) == glibc.text(getattr(errno, name)), name
            compared += 1
    assert compared > 120
    assert set(openbsm.texts) - {0} <= set(error_names().values())
