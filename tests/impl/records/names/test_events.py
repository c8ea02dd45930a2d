"""Events and classes by system, from our data and from files in the systems' own form."""

from pathlib import Path

import pytest

from hiwater_impl.records.names.event_files import read_classes, read_events
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT, of_system
from hiwater_impl.records.names.lines import NameFileFault


def test_events_of_each_system() -> None:
    """A number has the name, description and classes of its own system; both systems stand behind the dialects."""
    illumos, openbsm = of_system("illumos"), of_system("openbsm")
    assert illumos.events[23][1:] == ("AUE_EXECVE", "execve(2)", ("ps", "ex"))
    assert openbsm.events[23].classes == ("pc", "ex")
    assert illumos.numbers["AUE_EXECVE"] == {23}
    assert set(SYSTEM_OF_DIALECT.values()) == {"illumos", "openbsm"}
    with pytest.raises(KeyError):
        of_system("plan9")


def test_first_line_of_a_number_wins_and_later_names_lead_to_it() -> None:
    """Number 301 of OpenBSM has two lines."""
    table = of_system("openbsm")
    assert table.events[301].name == "AUE_PORTFS"
    assert table.numbers["AUE_DARWIN_GETFSSTAT"] == {301}


def test_classes_choose_events() -> None:
    """A class has the events with its bits, a meta class its members', the one without bits those without class."""
    table = of_system("illumos")
    assert 23 in table.of_class("ex")
    assert 72 not in table.of_class("ex")
    assert table.of_class("pc") == table.of_class("ps") | table.of_class("pm")
    assert table.of_class("no").isdisjoint(table.of_class("all"))
    assert table.of_class("no") | table.of_class("all") == set(table.events)
    assert table.mask_of(23) == 0x40100000
    assert table.mask_of(65535) == 0
    with pytest.raises(KeyError):
        table.of_class("zz")


def test_files_give_the_same_tables(tmp_path: Path) -> None:
    """Our own tables, written as a system ships them, read back as they were."""
    own = of_system("openbsm")
    classes, events = tmp_path / "audit_class", tmp_path / "audit_event"
    lines = [f"0x{mask:08x}:{name}:a class" for name, mask in own.masks.items()]
    classes.write_text("# classes\n\n" + "\n".join(lines))
    rows = [":".join((str(event.number), *event[1:3], ",".join(event.classes))) for event in own.events.values()]
    events.write_text("# events\n" + "\n".join(rows) + "\r\n")
    masks = read_classes(classes)
    assert masks == own.masks
    assert read_events(events, masks).events == own.events


@pytest.mark.parametrize(
    "line", [b"1:AUE_A:a", b"1:AUE_A:a:b:c", b"65536:AUE_A:a:fr", b"-1:AUE_A:a:fr", b"x:A:a:fr", b"1::a:fr"]
)
def test_bad_event_lines_are_told(tmp_path: Path, line: bytes) -> None:
    """Too few or too many fields, numbers that are none, names that are empty: file and line are named."""
    file = tmp_path / "audit_event"
    file.write_bytes(b"0:AUE_NULL:null:no\n" + line)
    with pytest.raises(NameFileFault, match=r"audit_event, line 2: ."):
        read_events(file, {})


@pytest.mark.parametrize(
    "line", [b"0x1:fr", b"0x1::file read", b"zz:fr:file read", b"0x100000000:a:b", b"-1:a:b", b"0x-1:a:b", b":a:b"]
)
def test_bad_class_lines_are_told(tmp_path: Path, line: bytes) -> None:
    """Masks of more than 32 bits, or that are none, and missing names: file and line are named."""
    file = tmp_path / "audit_class"
    file.write_bytes(b"16:fc:file create\n" + line)
    with pytest.raises(NameFileFault, match=r"audit_class, line 2: ."):
        read_classes(file)


def test_text_in_no_known_encoding_is_kept(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 come out as they went in."""
    file = tmp_path / "audit_event"
    file.write_bytes(b"7:AUE_\xe4:caf\xe9 :fr, fw")
    event = read_events(file, {}).events[7]
    assert event.description.encode(errors="surrogateescape") == b"caf\xe9 "
    assert event.classes == ("fr", "fw")
