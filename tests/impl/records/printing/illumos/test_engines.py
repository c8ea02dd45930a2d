"""Both engines, every cutting into batches, every size of the output array: the same bytes; and no bytes do harm."""

import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.stretch import DONE, NEEDS_MORE, NO_ROOM, STOPPED
from hiwater_impl.records.trail import read_batches
from tests.impl.records.printing.illumos.praudit import array, printed, printed_pieces, printer, record
from tests.records.strategies import DIALECTS, LAYOUTS, records, tokens_of
from tests.specs.records.corpus import trails

FORMS = [
    Form(),
    Form(line=True, short=True),
    Form(raw=True, delimiter=b" | "),
    Form(xml=True),
    Form(xml=True, raw=True, line=True),
]
TRAILS = [path.read_bytes()[:3000] for path in trails()]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The beginning of a real trail with some bytes changed, taken out or put in."""
    data = bytearray(draw(st.sampled_from(TRAILS)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data) - 1))
        data[place : place + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
        if not data:
            return b"\x14"
    return bytes(data)


def made_records() -> st.SearchStrategy[bytes]:
    """Records of any dialect, and records of any tokens that illumos knows."""
    known = list(LAYOUTS.table("illumos").values())
    tokens = st.lists(st.sampled_from(known).flatmap(tokens_of), max_size=4).map(b"".join).map(record)
    written = st.sampled_from(DIALECTS).flatmap(records).map(lambda item: item.data)
    return st.lists(tokens | written, max_size=4).map(b"".join)


bodies = st.binary(max_size=60) | st.integers(0, 127).flatmap(
    lambda id_: st.binary(max_size=40).map(bytes([id_]).__add__)
)
hostile = mutated() | made_records() | st.binary(max_size=60) | bodies.map(record)
tried = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(tried, max_examples=300)
@given(data=hostile, form=st.sampled_from(FORMS), room=st.integers(9000, 12000))
def test_machine_code_prints_what_the_interpreter_prints(data: bytes, form: Form, room: int) -> None:
    """Any bytes, any room; neither writes behind the end of its array, which the interpreter would not even let it."""
    made = printer(form)
    found = printed(made, data, room=room)
    assert found == printed(made, data, compiled=True, room=room)
    assert found == printed(made, data)
    assert found.status in (DONE, STOPPED)


@settings(tried, max_examples=150)
@given(data=hostile, form=st.sampled_from(FORMS), room=st.integers(9000, 12000), fallback=st.sampled_from(DIALECTS))
def test_any_pieces_print_alike_both_ways(data: bytes, form: Form, room: int, fallback: str) -> None:
    """Whatever framing makes of any bytes, pieces of other dialects among them."""
    made = printer(form)
    for batch in read_batches(io.BytesIO(data), fallback=fallback):
        whole = bytes(batch.data)
        text = printed_pieces(made, whole, batch.pieces, room=room)
        assert text == printed_pieces(made, whole, batch.pieces, compiled=True, room=room)
        assert text == printed_pieces(made, whole, batch.pieces)


@settings(tried, max_examples=100)
@given(data=hostile, form=st.sampled_from(FORMS), cuts=st.lists(st.integers(0, 3000), max_size=6), moved=st.booleans())
def test_any_cutting_into_batches_prints_the_same(data: bytes, form: Form, cuts: list[int], moved: bool) -> None:
    """Batches end anywhere; each goes on where the one before came to, in an array that may begin there."""
    made, state = printer(form), printer(form).state()
    text, place, status = b"", 0, DONE
    out = np.zeros(300_000, np.uint8)
    for cut in [*sorted(cut for cut in cuts if cut < len(data)), len(data)]:
        if status == STOPPED:
            break
        base = place if moved else 0
        end = max(cut, place) - base
        found, to, status = made.print_stretch(
            array(data[base:]), place - base, end, cut == len(data), state, out, False
        )
        place = base + found
        assert status != NO_ROOM
        assert status != NEEDS_MORE or cut < len(data)
        text += bytes(out[:to])
    assert text == printed(made, data).text


@pytest.mark.parametrize("form", FORMS)
def test_batches_that_begin_at_a_record_print_alone_what_they_print_in_turn(form: Form) -> None:
    """So that they may be printed on several threads."""
    data, made = record(b"\x2f\0\0\0\7") * 3, printer(form)
    length = len(data) // 3
    first = printed(made, data[:length]).text
    out = np.zeros(60_000, np.uint8)
    _, to, _ = made.print_stretch(array(data), length, len(data), True, made.state(in_record=True), out, False)
    assert first + bytes(out[:to]) == printed(made, data).text


def test_a_token_waits_for_its_last_byte() -> None:
    """Nothing of it is printed before, and where it begins is told."""
    data = record(b"") * 2
    found = printed(printer(Form()), data[:-1], final=False)
    assert (found.place, found.status, found.text.count(b"\n")) == (len(data) - 7, NEEDS_MORE, 3)
    assert printed(printer(Form()), data[:-1]).text == found.text + b"trailer,"


@pytest.mark.parametrize(
    ("token", "shown", "reason"),
    [
        (b"\x28\0\5abc", b"text,", "truncated"),
        (b"\x28\xff\xff", b"text,", "value"),
        (b"\x13\xb1\x06\0\0\0\0", b"trailer,", "value"),
        (b"\x7e\0\0\0\5", b"ip address,", "value"),
        (b"\x61\2", b"tid,", "value"),
        (b"\x29\xff\xfeabc", b"opaque,-2,", "value"),
        (b"\x3c\0\0\0\2ab\0cd", b"exec_args,2,ab,cd\n", "truncated"),
        (b"\x21\2\1\2\0\7\1", b"arbitrary,decimal,short,2\n         7", "truncated"),
        (b"\x21\2\4\1abc", b"arbitrary,decimal,unknown basic unit type,1\n", "value"),
    ],
)
@pytest.mark.parametrize("compiled", [False, True])
def test_what_was_printed_before_praudit_stops_stays(token: bytes, shown: bytes, reason: str, compiled: bool) -> None:
    """The reason and the token's place are told; the end tags of XML are left out."""
    data = record(b"")
    found = printed(printer(Form()), data + token, compiled=compiled)
    assert found.text == printed(printer(Form()), data).text + shown
    assert (found.place, found.status, found.reason) == (len(data), STOPPED, (reason, len(data)))


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        (b"\x51\0\1\0", b"<cmd><argv>"),
        (b"\x61\2", b'<tid type="'),
        (b"\x22", b"<IPC"),
        (b"\x2d\1", b'<argument arg-num="1" value="'),
        (b"\x7f\0\2\0\1\0\4\0\x16\1", b'<socket sock_domain="0x0200" sock_type="0x0100" lport="0x1600"'),
    ],
)
def test_xml_stays_open_where_praudit_stops(token: bytes, shown: bytes) -> None:
    """Attributes begin before their value is read, but for those that praudit reads first."""
    made = printer(Form(xml=True))
    state, out = made.state(), np.zeros(30_000, np.uint8)
    _, to, status = made.print_stretch(array(token), 0, len(token), True, state, out, False)
    assert (status, bytes(out[:to]), made.epilog(state)) == (STOPPED, b"\n" + shown, b"")


def test_unknown_ids_are_skipped_one_by_one_and_counted() -> None:
    """Ids from 0x80 on are unknown, 0x62 too; what stands behind them is read."""
    data = b"\xff\x80\x62\0" + record(b"\x41\x42")
    found = printed(printer(Form()), data)
    assert (found.status, found.unknown_ids) == (DONE, 6)
    assert found.text.endswith(b"\ntrailer,27\n")
