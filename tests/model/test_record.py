"""au_close_time makes the chains that the kernel's rules give, byte for byte."""

import pytest

from hiwater_model.constants import POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME
from hiwater_model.membufs import cut
from hiwater_model.steps import Audit, Call
from tests.model.worlds import OK, close, shapes, start, take, zone_world

BODIES = ([100], [102], [103], [128], [128, 30], [102, 50], [20, 128, 3])
SEQ_TRAIL = POLICY_SEQUENCE | POLICY_TRAILER
# Computed from the rules of kernel-queue.md section 3, a row for each body above.
SHAPES = {
    0: ([126], [128], [26, 103], [26, 128], [26, 128, 30], [128, 50], [46, 128, 3]),
    POLICY_TRAILER: ([126, 7], [128, 7], [26, 110], [26, 128, 7], [26, 128, 37], [128, 57], [46, 128, 10]),
    POLICY_SEQUENCE: ([126, 5], [128, 5], [26, 103, 5], [26, 128, 5], [26, 128, 30, 5], [128, 50, 5], [46, 128, 3, 5]),
    SEQ_TRAIL: ([126, 12], [128, 12], [26, 103, 12], [26, 128, 12], [26, 128, 30, 12], [128, 50, 12], [46, 128, 3, 12]),
    POLICY_ZONENAME | POLICY_TRAILER: (
        [126, 17], [128, 17], [26, 120], [26, 128, 17], [26, 128, 47], [128, 67], [46, 128, 20],
    ),
}  # fmt: skip


@pytest.mark.parametrize("policy", SHAPES)
@pytest.mark.parametrize("row", range(len(BODIES)))
def test_the_worked_shapes(policy: int, row: int) -> None:
    """Header, body, zonename and trailer are packed where they fit whole; the sequence token begins a membuf."""
    body = tuple(bytes(length) for length in BODIES[row])
    machine, _ = take(start(zone_world(policy=policy)), *close(0, body))
    assert shapes(machine) == [SHAPES[policy][row]]


@pytest.mark.parametrize("width", [64, 32])
@pytest.mark.parametrize(("valid", "address_type"), [(0, 4), (1, 4), (1, 16)])
@pytest.mark.parametrize("policy", [0, SEQ_TRAIL, SEQ_TRAIL | POLICY_ZONENAME])
def test_the_length_field_is_the_length(width: int, valid: int, address_type: int, policy: int) -> None:
    """With policy and host unchanged meanwhile, header and trailer both hold the record's length."""
    world = zone_world(
        policy=policy, host_valid=valid, host_type=address_type, host_address=bytes(range(1, address_type + 1))
    )._replace(width=width)
    machine, _ = take(start(world), *close(0, (b"body",)))
    [record] = machine.zones[0].queue.records.records()
    whole = b"".join(record)
    assert int.from_bytes(whole[1:5], "big") == len(whole) == machine.zones[0].counters.totalsize
    if policy:
        assert whole[-7:] == b"\x13\xb1\x05" + len(whole).to_bytes(4, "big")
    assert whole[0] == {(64, 0): 0x74, (64, 1): 0x79, (32, 0): 0x14, (32, 1): 0x15}[width, valid]


@pytest.mark.parametrize(
    ("length", "policy", "shape"),
    [
        (100, 0, [100]),
        (128, 0, [128]),
        (300, 0, [128, 128, 44]),
        (300, SEQ_TRAIL, [128, 128, 44, 12]),
        (300, SEQ_TRAIL | POLICY_ZONENAME, [128, 128, 54, 12]),
    ],
)
def test_audit_completes_a_record_from_user_space(length: int, policy: int, shape: list[int]) -> None:
    """audit(2) cuts the record into membufs, appends what the policy asks for and rewrites the length."""
    record = b"\x14" + bytes(4) + b"\x02" + bytes(length - 6)
    machine, _ = take(start(zone_world(policy=policy)), Call(0, Audit(True, record)))
    assert shapes(machine) == [shape]
    [chain] = machine.zones[0].queue.records.records()
    assert int.from_bytes(chain[0][1:5], "big") == sum(shape)


def test_a_record_that_is_not_to_be_written_leaves_no_trace() -> None:
    """Without AU_OK nothing is queued and nothing is counted, not even for the boot event."""
    for event in (5, 113):
        machine, seen = take(start(zone_world()), *close(0, (b"x", b"yy"), flag=0, event=event))
        assert machine.zones[0].counters == (0,) * 11
        assert seen[1].lengths == (1, 2)  # type: ignore[union-attr]


def test_the_state_gate_lets_only_the_boot_event_pass() -> None:
    """With auditing off nothing is queued but the boot record."""
    world = zone_world(state=2)._replace(threads=(start(zone_world()).configuration.threads[0]._replace(cache=0),))
    for event, queued in ((5, 0), (113, 1)):
        machine, _ = take(start(world), *close(0, flag=OK, event=event))
        assert machine.zones[0].queue.count == queued


def test_cut_gives_full_membufs_and_one_rest() -> None:
    """Every membuf but the last is full; nothing at all is one empty membuf."""
    assert list(map(len, cut(bytes(300)))) == [128, 128, 44]
    assert list(map(len, cut(bytes(256)))) == [128, 128]
    assert cut(b"") == (b"",)
