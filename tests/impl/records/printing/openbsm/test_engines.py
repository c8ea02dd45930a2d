"""Both engines, every cutting into batches, every size of the output array: the same bytes; and no bytes do harm."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm.operations import DONE, NEEDS_MORE, NO_ROOM, STOPPED
from hiwater_impl.records.trail import read_batches
from tests.impl.records.printing.openbsm.praudit import array, printed, printed_pieces, printer, record
from tests.records.strategies import DIALECTS, LAYOUTS, records, tokens_of
from tests.specs.records.corpus import trails

FORMS = [
    Form(),
    Form(line=True, short=True),
    Form(raw=True, delimiter=b" | "),
    Form(xml=True),
    Form(xml=True, raw=True),
]
TRAILS = [path.read_bytes()[:3000] for path in trails()]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The beginning of a real trail with some bytes changed, taken out or put in."""
    data = bytearray(draw(st.sampled_from(TRAILS)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data) - 1))
        taken = draw(st.integers(0, 4))
        data[place : place + taken] = draw(st.binary(max_size=4))
        if not data:
            return b"\x14"
    return bytes(data)


def made_records() -> st.SearchStrategy[bytes]:
    """Records of any dialect, and records of any tokens that OpenBSM knows."""
    known = list(LAYOUTS.table("openbsm").values())
    tokens = st.lists(st.sampled_from(known).flatmap(tokens_of), max_size=4).map(b"".join).map(record)
    written = st.sampled_from(DIALECTS).flatmap(records).map(lambda item: item.data)
    return st.lists(tokens | written, max_size=4).map(b"".join)


hostile = mutated() | made_records() | st.binary(max_size=60) | st.binary(max_size=60).map(record)


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=hostile, form=st.sampled_from(FORMS), room=st.integers(1, 3000))
def test_machine_code_prints_what_the_interpreter_prints(data: bytes, form: Form, room: int) -> None:
    """Any bytes, any room; neither writes behind the end of its array, which the interpreter would not even let it."""
    made = printer(form)
    found = printed(made, data, room=room)
    assert found == printed(made, data, compiled=True, room=room)
    assert found == printed(made, data)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=hostile, form=st.sampled_from(FORMS), room=st.integers(1, 3000), fallback=st.sampled_from(DIALECTS))
def test_any_pieces_print_alike_both_ways(data: bytes, form: Form, room: int, fallback: str) -> None:
    """Whatever framing makes of any bytes, pieces of other dialects among them."""
    made = printer(form)
    for batch in read_batches(io.BytesIO(data), fallback=fallback):
        rows, whole = batch.pieces.tolist(), bytes(batch.data)
        text = printed_pieces(made, whole, rows, room=room)
        assert text == printed_pieces(made, whole, rows, compiled=True, room=room)
        assert text == printed_pieces(made, whole, rows)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=hostile, form=st.sampled_from(FORMS), cuts=st.lists(st.integers(0, 3000), max_size=6))
def test_any_cutting_into_batches_prints_the_same(data: bytes, form: Form, cuts: list[int]) -> None:
    """Batches end anywhere; each goes on where the one before came to, in a new state."""
    made, whole = printer(form), array(data)
    text, place, status = b"", 0, DONE
    out = np.zeros(200_000, np.uint8)
    for cut in [*sorted(cut for cut in cuts if cut < len(data)), len(data)]:
        if status != STOPPED:
            last = cut == len(data)
            place, end, status = made.print_stretch(whole, place, max(cut, place), last, made.state(), out, False)
            assert status != NO_ROOM
            assert status != NEEDS_MORE or not last
            text += bytes(out[:end])
    assert text == printed(made, data).text


def test_a_record_waits_for_its_last_byte() -> None:
    """Nothing of it is printed before, and where it begins is told."""
    data = record(b"") * 2
    made = printer(Form())
    first = printed(made, data[: len(data) - 1], final=False)
    assert (first.place, first.status, first.text.count(b"\n")) == (len(data) // 2, NEEDS_MORE, 2)
    assert printed(made, data[: len(data) - 1]).status == STOPPED


@pytest.mark.parametrize(
    ("tail", "reason"),
    [(b"\x14\0\0", "cut"), (b"\x14\0\0\0\x04rest", "byte_count"), (b"junk", "no_record"), (b"\x11\0", "cut")],
)
@pytest.mark.parametrize("compiled", [False, True])
def test_the_stream_stops_where_praudit_stops(tail: bytes, reason: str, compiled: bool) -> None:
    """What came before is printed; the reason and the place are told."""
    data = record(b"")
    found: Any = printed(printer(Form()), data + tail, compiled=compiled)
    assert found.text == b"header,25,11,execve(2),0,Thu Jan  1 00:00:05 1970, + 6 msec\ntrailer,25\n"
    assert (found.place, found.status, found.reason) == (len(data), STOPPED, (reason, len(data)))
