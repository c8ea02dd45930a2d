"""Buffers become records as in the model's daemon, whatever comes; resends are absorbed; planted faults are found."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hiwater_impl.daemon import reassembly
from hiwater_impl.daemon.reassembly import LONGEST, Reassembly, Toss
from hiwater_impl.pipeline.constants import COMPLETE, FIRST, LAST, MIDDLE
from hiwater_model.neighbours.daemon import Daemon, receive
from tests.impl.daemon.daemons import in_pieces, record

KINDS = st.one_of(st.sampled_from([COMPLETE, FIRST, FIRST, MIDDLE, LAST, 4, 0x8001, 0x8002]), st.integers(0, 2**32 - 1))
HEADS = st.builds(
    lambda id_, length, rest: bytes([id_]) + length.to_bytes(4, "big") + rest,
    st.sampled_from([0x12, 0x14, 0x15, 0x74, 0x79, 0x11]),
    st.one_of(st.integers(0, 60), st.integers(24, 26), st.integers(0, 4096)),
    st.binary(max_size=40),
)
PAYLOADS = st.one_of(HEADS, st.binary(max_size=6), st.binary(max_size=40))
ANY = st.lists(st.tuples(KINDS, PAYLOADS), max_size=3)
BEGUN = st.builds(
    lambda id_, length, first, rest: [(FIRST, bytes([id_]) + length.to_bytes(4, "big") + bytes(first)), *rest],
    st.sampled_from([0x14, 0x79]),
    st.integers(24, 40),
    st.integers(15, 25),
    st.lists(st.tuples(st.sampled_from([MIDDLE, LAST, LAST, 4, FIRST, COMPLETE]), st.binary(max_size=9)), max_size=3),
)
BUFFERS = st.lists(st.one_of(ANY, BEGUN), max_size=4).map(
    lambda parts: [(kind, modest(payload)) for part in parts for kind, payload in part]
)


def modest(payload: bytes) -> bytes:
    """No header claims more than LONGEST, where the model goes on collecting."""
    return payload[:1] + b"\0" + payload[2:] if int.from_bytes(payload[1:5], "big") > LONGEST else payload


def compare(cls: type[Reassembly], buffers: list[tuple[int, bytes]]) -> None:
    """Give the same buffers to the model's daemon and to this one: records, tosses and policy are the same."""
    tossed: list[tuple[str, bytes]] = []
    ours, model = cls(lambda reason, octets: tossed.append((reason.value, octets))), Daemon()
    for kind, payload in buffers:
        received = receive(model, kind, payload)
        model = received.daemon
        tossed.clear()
        found = ours.receive(kind, memoryview(payload))
        assert (None if found is None else bytes(found)) == received.record
        assert tuple(tossed) == received.tossed
        assert ours.count_instead_of_block == model.count_instead_of_block


@given(BUFFERS)
@settings(max_examples=800)
def test_any_buffers(buffers: list[tuple[int, bytes]]) -> None:
    """The same records, tosses and policy as the model's daemon, after every buffer."""
    compare(Reassembly, buffers)


@given(st.lists(st.tuples(st.integers(30, 900), st.integers(0, 8)), max_size=8), st.integers(20, 300))
@settings(max_examples=200)
def test_resends_are_absorbed(plan: list[tuple[int, int]], most: int) -> None:
    """A kernel that is interrupted within a record, and sends it again from its first byte, has it once."""
    sent, buffers = [], []
    for number, (size, before) in enumerate(plan):
        octets = record(number, size)
        parts = list(in_pieces(octets, most))
        buffers += [*parts[: min(before, len(parts) - 1)], *parts]
        sent.append(octets)
    found = []
    ours = Reassembly(lambda reason, octets: None)
    for kind, payload in buffers:
        whole = ours.receive(kind, payload)
        found += [] if whole is None else [bytes(whole)]
    assert found == sent
    compare(Reassembly, buffers)


def test_a_header_that_claims_gigabytes_is_tossed() -> None:
    """The one difference from the model: memory is not given away for a length that no record has."""
    tossed: list[Toss] = []
    ours = Reassembly(lambda reason, octets: tossed.append(reason))
    assert ours.receive(FIRST, b"\x14" + (LONGEST + 1).to_bytes(4, "big") + bytes(30)) is None
    assert ours.receive(LAST, b"rest") is None
    assert tossed == [Toss.BEYOND_LONGEST, Toss.ORPHAN]


def test_what_is_held_when_a_connection_ends_is_tossed() -> None:
    """It is counted, once."""
    tossed: list[Toss] = []
    ours = Reassembly(lambda reason, octets: tossed.append(reason))
    ours.receive(FIRST, record(1)[:30])
    ours.end()
    ours.end()
    assert tossed == [Toss.UNFINISHED]


FAULTS = [
    ("kind == COMPLETE and payload", "kind == COMPLETE"),
    ("length <= len(payload)", "length < len(payload)"),
    ("_SHORTEST_FRAGMENTED_RECORD: Final = 25", "_SHORTEST_FRAGMENTED_RECORD: Final = 26"),
    ("len(held) > self._length", "len(held) >= self._length"),
    ("self._held = None\n        return held", "return held"),
    (
        "        if self._held is not None:\n            self._drop_held(Toss.UNFINISHED)\n        length",
        "        length",
    ),
    ("kind == MIDDLE", "kind in (MIDDLE, 4)"),
    ('.ljust(self._length, b"\\0")', ""),
    ("policy & POLICY_COUNT != 0", "policy != 0"),
    (", 0x79", ""),
    ('ljust(4, b"\\0")', 'rjust(4, b"\\0")'),
    ("code == MESSAGE_POLICY", "code != 2"),
]


@pytest.mark.parametrize(("right", "wrong"), FAULTS)
def test_planted_faults_are_found(right: str, wrong: str) -> None:
    """Each change of the source makes the comparison with the model fail."""
    source = reassembly.__loader__.get_source(reassembly.__name__)  # type: ignore[union-attr]
    assert source is not None
    assert source.count(right) == 1
    names: dict[str, Any] = {"__name__": "planted"}
    exec(source.replace(right, wrong), names)
    faulty: type[Reassembly] = names["Reassembly"]
    check: Callable[[], None] = settings(
        max_examples=4000, phases=[Phase.generate], database=None, report_multiple_bugs=False
    )(given(BUFFERS)(lambda buffers: compare(faulty, buffers)))
    with pytest.raises(AssertionError):
        check()
