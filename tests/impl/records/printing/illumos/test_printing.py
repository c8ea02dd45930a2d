"""What illumos praudit prints for single tokens, rule by rule; the values were worked out by hand from the rules."""

import pytest

from hiwater_impl.records.names.zones import time_zone
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.times import Zone
from tests.impl.records.printing.illumos.praudit import (
    HEADER_TEXT,
    arbitrary,
    document,
    new_printer,
    printed,
    printer,
    record,
    string,
    token_text,
)

TEXT, LINE, RAW, SHORT, XML = Form(), Form(line=True), Form(raw=True), Form(short=True), Form(xml=True)
SEQUENCE = b"\x2f\0\0\0\7"


def ace(flags: int, mask: int, kind: int = 0) -> bytes:
    """An NFSv4 entry for id 0."""
    return b"\x35\0\0\0\0" + mask.to_bytes(4, "big") + flags.to_bytes(2, "big") + kind.to_bytes(2, "big")


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (b"\x23" + string(b"a/./b//../c/.."), b"path,/a\n"),
        (b"\x23" + string(b"/../.."), b"path,/\n"),
        (b"\x23" + string(b""), b"path,/\n"),
        (b"\x23" + string(b"/a/...//.b/"), b"path,/a/.../.b\n"),
        (b"\x28" + string(b"a\t\\\xff"), b"text,a\\011\\\\377\n"),
        (b"\x28\0\4a\0bc", b"text,a\n"),
        (b"\x29\0\2\xab\xcd", b"opaque,2,0xabcd\n"),
        (b"\x29\0\0" + SEQUENCE, b"opaque,0,sequence,7\n"),
        (b"\x3b\0\0", b"group,\n"),
        (b"\x3b\0\2\0\0\0\0\xff\xff\xff\xff", b"group,root,-1\n"),
        (b"\x3b\xff\xff\0\0\0\1", b"group,1\n"),
        (b"\x3c\0\0\0\0", b"exec_args,0,\n"),
        (b"\x3d\0\0\0\2a\0\0", b"exec_env,2,a,\n"),
        (b"\x25\xff\xff\xff\xffa\0", b"path_attr,-1,a\n"),
        (b"\x51\0\1" + string(b"a") + b"\0\0", b"cmd,argcnt,1,a,envcnt,0,\n"),
        (b"\x51\xea\x60\0\1" + string(b"b"), b"cmd,argcnt,-5536,envcnt,1,b\n"),
        (
            b"\x24" + bytes(28) + b"\xff\xff\xff\xff" + bytes(4),
            b"subject,root,root,root,root,root,0,0,16383 262143 0.0.0.0\n",
        ),
        (b"\x75" + bytes(28) + b"\xff" * 8 + b"\1\2\3\4", b"subject,root,root,root,root,root,0,0,-1 -1 1.2.3.4\n"),
        (b"\x24\xff\xff\xff\xff" + bytes(32), b"subject,-1,root,root,root,root,0,0,0 0 0.0.0.0\n"),
        (b"\x27\2\xff\xff\xff\xff", b"return,failure: No such file or directory,-1\n"),
        (b"\x27\xff\0\0\3\xe8", b"return,failure,Attribute update\n"),
        (b"\x27\xff\0\0\7\xd9", b"return,failure,pam error 9\n"),
        (b"\x27\xff\0\0\x0f\xa0", b"return,failure,Unknown error 4000\n"),
        (b"\x27\xff\0\0\0\0", b"return,failure,Success\n"),
        (b"\x27\0\0\0\0\5", b"return,success,5\n"),
        (b"\x72\0\0\0\0\1\xff\xff\xff\xfe", b"return,success,-2\n"),
        (b"\x52\0\0\0\2\xff\xff\xff\xff", b"exit,No such file or directory,-1\n"),
        (b"\x22\3\xff\xff\xff\xff", b"IPC,shm,-1\n"),
        (b"\x39\0" + string(b"x"), b"use of privilege,failed use of priv,x\n"),
        (
            b"\x2b\x45\0\x80\0\xff\xff\0\0\1\2\0\0" + b"\1\2\3\4" * 2,
            b"ip,0x45,0x00,-32768,65535,0,0x01,0x02,0,0x1020304,0x1020304\n",
        ),
        (b"\x2e\0\2\0\x16\1\2\3\4", b"socket,0x0200,0x1600,1.2.3.4\n"),
        (b"\x7e\0\0\0\x10" + bytes(15) + b"\1", b"ip address,::1\n"),
        (b"\x61\1\0\1\0\2\0\0\0\4\1\2\3\4", b"tid,ip,1,2,1.2.3.4\n"),
        (b"\x30\0\0\0\1\0\0\0\0\0\0\1\xed", b"acl,1,root,755\n"),
        (b"\x30\0\0\0\x10\0\0\0\0\0\0\0\7", b"acl,16,mask,7\n"),
        (b"\x30\0\0\x10\1\0\0\0\0\0\0\0\7", b"acl,4097,unrecognized,7\n"),
        (
            ace(0x1000, 0x110003),
            b"acl,owner@:,root,list_directory/read_data/add_file/write_data/delete/synchronize,allow\n",
        ),
        (ace(0x0040, 0x20, 3), b"acl,group:,root,execute,alarm\n"),
        (ace(0x3000, 0x20, 4), b"acl,12288,root,execute,unknown\n"),
        (ace(0, 0), b"acl,user:,root,0,allow\n"),
        (b"\x33\x41\1\0\2\xaa\xbb\xcc\xdd", b"sensitivity label,0x41010002\n"),
        (b"\x3a\0\0\0\x0f", b"liaison,15\n"),
        (b"\x71\xff" + b"\xff" * 8 + string(b"d"), b"argument,-1,0xffffffffffffffff,d\n"),
        (b"\x44\1\2\3\4\0\0\0\0", b"X color map,0x04030201,root\n"),
    ],
)
def test_tokens_in_text(token: bytes, text: bytes) -> None:
    """The default form, with a newline behind the last field."""
    assert token_text(TEXT, token) == text


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (b"\x27\xff\0\0\3\xe8", b"39,-1,1000\n"),
        (b"\x22\x80\0\0\0\1", b"34,-128,1\n"),
        (b"\x39\xff" + string(b"x"), b"57,-1,x\n"),
        (b"\x30\0\0\0\2\xff\xff\xff\xff\0\0\0\7", b"48,2,-1,7\n"),
        (b"\x30\0\0\0\x20\xff\xff\xff\xff\0\0\0\7", b"48,32,4294967295,7\n"),
        (ace(0x1000, 3, 1), b"53,4096,0,3,1\n"),
        (b"\x3a\0\0\0\x0f", b"58,0xf\n"),
        (b"\x44\1\2\3\4\0\0\0\0", b"68,16909060,0\n"),
        (b"\x51\0\1" + string(b"a") + b"\0\0", b"81,argcnt,1,a,envcnt,0,\n"),
    ],
)
def test_tokens_in_the_raw_form(token: bytes, text: bytes) -> None:
    """Ids and numbers; numbers of one byte have a sign."""
    assert token_text(RAW, token) == text


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (b"\x3c\0\0\0\1a\0", b"exec_args,1,a,"),
        (b"\x3c\0\0\0\0", b"exec_args,0,,"),
        (b"\x3b\0\0", b"group,,"),
        (b"\x51\0\0\0\0", b"cmd,0,0,,"),
        (arbitrary(2, 0, b"\1\2", 2), b"arbitrary,decimal,byte,2,1 2,"),
        (b"\x28" + string(b"a"), b"text,a,"),
    ],
)
def test_tokens_in_one_line(token: bytes, text: bytes) -> None:
    """With -l a delimiter stands where a newline would."""
    assert token_text(LINE, token) == text


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (b"\x28" + string(b"<'\"&>"), b"\n<text>&lt;&apos;&quot;&amp;&gt;</text>"),
        (b"\x29\0\4\xaa\xbb\xcc\xdd", b"\n<opaque>40xaabbccdd</opaque>"),
        (b"\x29\0\0", b"\n<opaque>0</opaque>"),
        (b"\x3b\0\2" + bytes(8), b"\n<group><gid>root</gid><gid>root</gid></group>"),
        (b"\x3b\0\0", b"\n<group></group>"),
        (b"\x3c\0\0\0\2a\0b\0", b"\n<exec_args><arg>a</arg><arg>b\n</arg></exec_args>"),
        (b"\x3c\0\0\0\0", b"\n<exec_args>\n</exec_args>"),
        (b"\x51\0\1" + string(b"a") + b"\0\1" + string(b"b"), b"\n<cmd><argv>a</argv><arge>b</arge></cmd>"),
        (
            b"\x61\1\0\1\0\2\0\0\0\4\1\2\3\4",
            b'\n<tid type="ip"><ipadr remote-port="1" local-port="2" host="1.2.3.4"/></tid>',
        ),
        (b"\x38" + string(b"E") + string(b"ALL"), b'\n<privilege set-type="E">ALL</privilege>'),
        (arbitrary(4, 0, b"<\0\x7f", 3), b'\n<arbitrary print="string" type="byte" count="3"><\\0^?\n</arbitrary>'),
        (SEQUENCE, b'\n<sequence seq-num="7"/>'),
    ],
)
def test_tokens_in_xml(token: bytes, text: bytes) -> None:
    """Each on a new line; strings are escaped, items are not; only lists of strings and items have newlines inside."""
    assert token_text(XML, token) == text


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (SEQUENCE, b"sequence,7\ntrailer,30\n"),
        (b"\x28" + string(b"abcde"), b"text,abcde\ntrailer,34\n"),
    ],
)
def test_a_field_that_ends_where_the_record_ends_is_followed_by_a_newline(body: bytes, lines: bytes) -> None:
    """A byte count that ends behind the modifier parts the header's line; with -l it is the only newline."""
    whole = record(body)
    assert printed(printer(TEXT), whole).text == HEADER_TEXT % len(whole) + b"\n" + lines
    short = record(body, count=10)
    parted = printed(printer(LINE), short).text
    assert parted.startswith(b"header,10,2,chdir(2),\n1970-01-01 00:00:05.000 +00:00,")
    assert parted.count(b"\n") == 1


def test_an_ace_that_ends_its_record_prints_a_line_for_each_field() -> None:
    """It is read whole before it is printed, and so are both words of a raw time."""
    data = record(ace(0x1000, 1), trailer=False)
    assert printed(printer(RAW), data).text.endswith(b",5,0\n53,4096\n0\n1\n0\n")
    assert printed(printer(RAW), record(b"", trailer=False)).text == b"20,18,2,8,0x0000,5\n0\n"


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (bytes.fromhex("11 3b9aca00 0003d090") + string(b"x"), b"file,2001-09-09 01:46:40.250 +00:00,x\n"),
        (bytes.fromhex("78 000000003b9aca00 000000000003d090") + string(b""), b"file,2001-09-09 01:46:40.250 +00:00,,"),
        (
            bytes.fromhex("11 00000000 00000000") + string(b"a\0\t\x01\xff"),
            b"file,1970-01-01 00:00:00.000 +00:00,a\\0\\t^A\\377\n",
        ),
        (bytes.fromhex("11 e6c8a325 009d49a0") + string(b"x"), b"file,1956-08-05 11:42:29.\\22708 +00:00,x\n"),
        (bytes.fromhex("11 00000000 013d6200") + string(b"x"), b"file,1970-01-01 00:00:00.,x\n"),
    ],
)
def test_file_tokens(token: bytes, text: bytes) -> None:
    """With -l one of 64 bits has no newline; odd milliseconds are odd characters, a NUL among them ends the time."""
    assert printed(printer(LINE), token).text == text


def test_xml_closes_a_record_at_the_next_header_or_file_token() -> None:
    """A file token inside a record ends its element; the end of input does, too."""
    token = bytes.fromhex("11 00000000 00000000") + string(b"")
    text = document(printer(XML), record(b"") + token + record(b"")).split(b"<audit>")[1]
    kinds = [line.split(b" ")[0] for line in text.split(b"\n")]
    assert kinds == [b"", b"<record", b"", b"</record>", b"<file", b"<record", b"", b"</record>", b"</audit>", b""]
    line = document(printer(Form(xml=True, line=True)), record(SEQUENCE)).split(b"<audit>")[1]
    assert line.endswith(b'+00:00"><sequence seq-num="7"/></record>\n</audit>\n')


def test_modifiers_events_and_long_descriptions() -> None:
    """Known bits joined by colons, nothing in XML for zero; a number without an event; at most 50 bytes."""
    data = record(b"")
    marked = data[:6] + b"\x18\x7e\xc1\x83" + data[10:]
    assert b",rd:wr:sp:fp:na:fe," in printed(printer(TEXT), marked).text
    assert b' modifier="rd:wr:sp:fp:na:fe"' in printed(printer(XML), marked).text
    assert b"modifier" not in printed(printer(XML), data).text
    assert b",0x83c1," in printed(printer(RAW), marked).text
    unknown = data[:6] + b"\xff\xff" + data[8:]
    assert b",invalid event number," in printed(printer(SHORT), unknown).text
    assert len(printed(printer(TEXT), marked).text.split(b",")[3]) == 50


def test_short_permissions_are_letters() -> None:
    """Fourteen of them, dashes for what is not allowed."""
    assert token_text(SHORT, ace(0x4000, 0x1F01FF)) == b"acl,everyone@:,root,rwxpdDaARWcCos,allow\n"
    assert token_text(SHORT, ace(0x2040, 0x10020)) == b"acl,group@:,root,--x-d---------,allow\n"


def test_delimiters() -> None:
    """Up to three bytes; XML has none, and more are refused, as are short and raw at once."""
    assert token_text(Form(delimiter=b"|"), SEQUENCE) == b"sequence|7\n"
    assert token_text(Form(delimiter=b""), SEQUENCE) == b"sequence7\n"
    assert token_text(Form(delimiter=b"; ,", line=True), SEQUENCE) == b"sequence; ,7; ,"
    with pytest.raises(ValueError, match="at most 3"):
        Form(delimiter=b"four")
    with pytest.raises(ValueError, match="exclude"):
        Form(short=True, raw=True)


def test_time_zones() -> None:
    """Summer time and a zone west of Greenwich, minutes rounded as the two clocks show them."""
    berlin, newfoundland = time_zone("Europe/Berlin"), time_zone("America/St_Johns")
    data = record(b"")[:10] + bytes.fromhex("60d5a500 3b9ac9ff") + record(b"")[18:]
    made = new_printer(TEXT, Zone(berlin.transitions, berlin.offsets))
    assert b"2021-06-25 11:42:24.999 +02:00" in printed(made, data).text
    made = new_printer(TEXT, Zone(newfoundland.transitions, newfoundland.offsets))
    assert b"2021-06-25 07:12:24.999 -02:30" in printed(made, data).text


def test_illumos_error_texts() -> None:
    """Those of its own C library, where unknown numbers have no number."""
    made = new_printer(TEXT, errors="illumos")
    text = printed(made, record(b"\x27\x01\xff\xff\xff\xff\x52\0\1\0\0\0\0\0\0")).text
    assert b"\nreturn,failure: Not owner,-1\nexit,Unknown error,0\n" in text
