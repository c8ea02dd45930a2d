"""Single tokens and their slips in each form, by the rules of OpenBSM's output; places that no real trail has."""

import numpy as np
import pytest

from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.times import Zone
from tests.impl.records.printing.openbsm.praudit import new_printer, printed, printer, record, token_text

TEXT, RAW, XML, XML_RAW = Form(), Form(raw=True), Form(xml=True), Form(xml=True, raw=True)
HOSTED = bytes.fromhex("0b 0017 0003 00000004 c0000201 00000005 00000006")
NO_HOST = bytes.fromhex("0b 0017 0003 00000009 00000005 00000006")
ATTRIBUTES = b'version="11" event="23" modifier="3" host="192.0.2.1" time="5" msec="6" >'
FIELDS = b"11,execve(2),3,192.0.2.1,Thu Jan  1 00:00:05 1970, + 6 msec"


def lines(form: Form, data: bytes) -> list[bytes]:
    """The lines of a trail."""
    return printed(printer(form), data).text.split(b"\n")


def text_of(form: Form, token: str | bytes) -> bytes:
    """One token, given in hexadecimal or as it is."""
    return token_text(form, bytes.fromhex(token) if isinstance(token, str) else token)


@pytest.mark.parametrize(
    ("form", "start"),
    [
        (TEXT, b"header_ex,33," + FIELDS),
        (RAW, b"21" + ATTRIBUTES),
        (XML, b"<record ,33," + FIELDS),
        (XML_RAW, b"<record " + ATTRIBUTES),
    ],
)
def test_header32_ex_takes_raw_for_xml(form: Form, start: bytes) -> None:
    """It prints attributes when the form is raw, and delimited fields when it is not."""
    assert lines(form, record(b"", identity=0x15, fields=HOSTED))[0] == start


def test_a_host_of_no_known_length_is_invalid() -> None:
    """Its bytes are not there, and the time follows at once."""
    assert b",3,invalid,Thu Jan  1 00:00:05 1970," in lines(TEXT, record(b"", identity=0x15, fields=NO_HOST))[0]


@pytest.mark.parametrize(
    ("token", "text", "xml"),
    [
        ("22 01 00000007", b"IPC,Message IPC,7", b'<IPCipc-type="Message IPC" ipc-id="7" />'),
        ("22 09 00000007", b"IPC,9,7", b'<IPCipc-type="9" ipc-id="7" />'),
        ("3b 0002 00000000 ffffffff", b"group,root,-1", b"<group><gid>root</gid></group><gid>-1</gid></group>"),
        ("3b 0000", b"group", b"<group>"),
        ("2c 0000", b"ip port,0", b"<ip_port>0</ip_port>"),
        ("29 0000", b"opaque,0,", b"<opaque></opaque>"),
        ("38 0002 5000 0002 4c00", b"privilege,P,L", b'type="P" priv="L" '),
        ("39 00 0002 4c00", b"use of privilege,failed use of priv,L", b'status="failed use of priv" name="L" '),
        ("82 0001 2f6100", b"socket-unix,1,/a", b'<socket-unix type="1" port="" addr="/a" />'),
        (
            "84 02" + bytes(range(16)).hex() + "0002 7600",
            b"arg_uuid,2,00010203-0405-0607-0809-0a0b0c0d0e0f,v",
            b'arg_uuid-num="2" uuid="00010203-0405-0607-0809-0a0b0c0d0e0f" desc="v" ',
        ),
        ("52 00000002 ffffffff", b"exit,Error 2,4294967295", b'<exit errval="Error 2" retval="4294967295" />'),
        (
            "72 3d ffffffffffffffff",
            b"return,failure: Unknown error: 61,-1",
            b'<return errval="failure: Unknown error: 61" retval="-1" />',
        ),
        ("27 00 ffffffff", b"return,success,4294967295", b'<return errval="success" retval="4294967295" />'),
        ("28 0004 61003c62", b"text,a<b", b"<text>a<b</text>"),
        ("3c 00000000", b"exec arg", b"<exec_args></exec_args>"),
        ("13 0000 00000005", b"trailer,5", b"</record>"),
    ],
)
def test_a_token_in_text_and_in_xml(token: str, text: bytes, xml: bytes) -> None:
    """Its words, its order, its slips."""
    assert (text_of(TEXT, token), text_of(XML, token)) == (text, xml)


@pytest.mark.parametrize(
    ("token", "items"),
    [
        ("21 00 01 02 4142 4344", b"binary,short,2, A C"),
        ("21 01 00 02 41 ff", b"octal,byte,2, 101 377"),
        ("21 02 02 02 feffffff 01000000", b"decimal,int,2, -2 1"),
        ("21 02 01 01 feff", b"decimal,short,1, 65534"),
        ("21 03 03 01 efbeadde 00000001", b"hex,int64,1, deadbeef"),
        ("21 04 00 02 4100", b"string,byte,2,A\0"),
        ("21 02 00 00", b"decimal,byte,0,"),
        ("21 05 00 01 41", b""),
    ],
)
def test_items_of_arbitrary_data(token: str, items: bytes) -> None:
    """In the order of a little-endian memory; an unknown print code ends the token."""
    assert text_of(TEXT, token) == b"arbitrary," + items


def test_arbitrary_data_in_xml() -> None:
    """The type is the size of an item, and an unknown print code leaves the start tag alone."""
    assert text_of(XML, "21 03 02 01 01000000") == b'<arbitrary print="hex" type="4" count="1" > 1</arbitrary>'
    assert text_of(XML, "21 05 00 01 41") == b"<arbitrary "


def test_strings_of_exec_are_escaped_in_xml_alone() -> None:
    """Entities, letters, carets, the high half."""
    string = bytes([*b"a&<>\"'\\ \t\n", 0x0D, 0x1B, 0x7F, 0x80, 0xA0, 0xE9, 0xFF])
    token = b"\x3c\0\0\0\1" + string + b"\0"
    shown = rb"a&amp;&lt;&gt;&quot;&apos;\\ " + b"\t\n" + rb"\r\^[\^?\M^@\240\M-i\M^?"
    assert text_of(TEXT, token) == b"exec arg," + string
    assert text_of(XML, token) == b"<exec_args><arg>" + shown + b"</arg></exec_args>"


def test_lists_longer_than_praudit_keeps() -> None:
    """128 strings are kept of all that are read; of groups 16 are read, and the rest is taken for tokens."""
    strings = b"\x3d" + (130).to_bytes(4, "big") + b"a\0" * 130
    assert lines(TEXT, record(strings))[1:3] == [b"exec env" + b",a" * 128, b"trailer,290"]
    groups = b"\x3b\0\x11" + bytes(4 * 16) + bytes.fromhex("2c0000")
    assert lines(TEXT, record(groups))[1:4] == [b"group" + b",root" * 16, b"ip port,0", b"trailer,95"]


def test_a_unix_path_without_its_end() -> None:
    """108 bytes belong to the token, 107 are kept."""
    token = bytes.fromhex("82 0001") + b"p" * 108
    assert lines(TEXT, record(token))[1:3] == [b"socket-unix,1," + b"p" * 107, b"trailer,136"]


@pytest.mark.parametrize(("form", "shown"), [(TEXT, b"unknown,0x0102"), (RAW, b"254,0x0102"), (XML, b"")])
def test_an_unknown_token_takes_all_but_the_last_seven_bytes(form: Form, shown: bytes) -> None:
    """Whatever stands there; with nothing before them the record ends."""
    assert lines(form, record(b"\xfe\1\2"))[1] == shown
    assert len(lines(form, record(b"\xfe", trailer=False))) == 2


def test_a_token_that_cannot_be_read_ends_its_record() -> None:
    """Nothing of it is printed, the next record follows, and the record is counted."""
    found = printed(printer(TEXT), record(b"\x28\xff\xff") + record(b""))
    assert found.text.count(b"header,") == 2
    assert found.text.count(b"trailer,") == 1
    assert found.unreadable == 1


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (5, b"Thu Jan  1 00:00:05 1970"),
        (951_782_400, b"Tue Feb 29 00:00:00 2000"),
        (-1, b"Wed Dec 31 23:59:59 1969"),
        (-30_610_224_001, b"Tue Dec 31 23:59:59 999\n"),
        (253_402_300_800, b"Sat Jan  1 00:00:00 1000"),
        (1 << 62, b""),
        (-(1 << 63), b""),
    ],
)
def test_times_of_64_bits(seconds: int, shown: bytes) -> None:
    """24 characters: a short year brings its line end, a long one loses digits, one beyond 32 bits is not printed."""
    fields = bytes.fromhex("0b 0017 0000") + seconds.to_bytes(8, "big", signed=True) + b"\0\0\0\1\0\0\0\6"
    text = printed(printer(TEXT), record(b"", identity=0x74, fields=fields)).text
    assert text.startswith(b"header,33,11,execve(2),0," + shown + b", + 6 msec\n")


def test_raw_times_of_64_bits_print_their_low_half() -> None:
    """Seconds and their parts alike."""
    fields = bytes.fromhex("0b 0017 0000 00000001 00000005 00000001 00000006")
    assert lines(RAW, record(b"", identity=0x74, fields=fields))[0] == b"116,33,11,23,0,5,6"


def test_local_time() -> None:
    """The offset of the zone at that time is added."""
    zone = Zone(np.array([-(1 << 63), 5], np.int64), np.array([3600, -3600], np.int64))
    local = printed(new_printer(TEXT, zone), record(b"", fields=bytes.fromhex("0b 0017 0000 00000004 00000006"))).text
    assert b"Thu Jan  1 01:00:04 1970" in local
    assert b"Wed Dec 31 23:00:05 1969" in printed(new_printer(TEXT, zone), record(b"")).text


def test_a_delimiter_of_any_length_stands_before_each_field() -> None:
    """With -l after each token too; in XML there is none."""
    shown = printed(printer(Form(line=True, delimiter=b" :: ")), record(b"\x28\0\2a\0")).text
    header = b"header :: 30 :: 11 :: execve(2) :: 0 :: Thu Jan  1 00:00:05 1970 ::  + 6 msec"
    assert shown == header + b" :: text :: a :: trailer :: 30 :: \n"
    assert printed(printer(Form(xml=True, delimiter=b"::")), record(b"")).text.count(b"::") == 0


def test_a_line_of_xml_is_a_record() -> None:
    """Neither delimiters nor line ends stand between its tokens."""
    shown = printed(printer(Form(line=True, xml=True, short=True)), record(b"\x28\0\2a\0") + record(b"")).text
    assert shown.count(b"\n") == 2
    assert b' event="AUE_EXECVE" ' in shown
    assert b" ><text>a</text></record>\n<record " in shown


def test_short_and_raw_exclude_each_other() -> None:
    """As praudit refuses them."""
    with pytest.raises(ValueError, match="exclude"):
        Form(short=True, raw=True)
