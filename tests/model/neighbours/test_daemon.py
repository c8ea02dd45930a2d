"""The daemon collects records again as its reassembly table says."""

import pytest

from hiwater_model.constants import COMPLETE, FIRST, LAST, MIDDLE, NOTIFY
from hiwater_model.neighbours.daemon import Daemon, Held, receive

WHOLE = b"\x74" + (40).to_bytes(4, "big") + bytes(35)
HELD = Daemon(Held(40, WHOLE[:20]))


def test_a_whole_record_is_taken_as_it_is() -> None:
    """COMPLETE is not looked into."""
    assert receive(Daemon(), COMPLETE, b"anything").record == b"anything"


def test_pieces_become_the_record() -> None:
    """FIRST, MIDDLE and LAST join to what was cut."""
    after = receive(Daemon(), FIRST, WHOLE[:20])
    after = receive(after.daemon, MIDDLE, WHOLE[20:30])
    assert after.record is None
    after = receive(after.daemon, LAST, WHOLE[30:])
    assert (after.record, after.daemon.held, after.tossed) == (WHOLE, None, ())


@pytest.mark.parametrize(
    ("daemon", "kind", "payload", "tossed", "record"),
    [
        (Daemon(), MIDDLE, b"x", ["first piece is missing"], None),
        (Daemon(), LAST, b"x", ["first piece is missing"], None),
        (Daemon(), FIRST, b"\x28" + WHOLE[1:20], ["without a header that fits"], None),
        (Daemon(), FIRST, WHOLE, ["without a header that fits"], None),
        (Daemon(), FIRST, b"\x74" + (24).to_bytes(4, "big") + bytes(3), ["without a header that fits"], None),
        (HELD, COMPLETE, b"whole", ["left unfinished"], b"whole"),
        (HELD, FIRST, WHOLE[:10], ["left unfinished"], None),
        (HELD, MIDDLE, bytes(21), ["longer than its header"], None),
        (HELD, LAST, bytes(21), ["longer than its header"], None),
        (HELD, 9, WHOLE[20:], [], WHOLE),
        (HELD, LAST, WHOLE[20:30], [], WHOLE[:30] + bytes(10)),
        (Daemon(), LAST, b"", ["taken for damaged"], None),
        (Daemon(), NOTIFY | 2, b"", ["taken for damaged"], None),
        (Daemon(), NOTIFY | 9, b"x", ["unknown message"], None),
    ],
)
def test_what_does_not_fit_is_tossed(
    daemon: Daemon, kind: int, payload: bytes, tossed: list[str], record: bytes | None
) -> None:
    """Each row of the table: what is tossed, and what comes out."""
    after = receive(daemon, kind, payload)
    assert after.record == record
    assert all(part in reason for part, (reason, _) in zip(tossed, after.tossed, strict=True))


def test_a_resend_after_an_error_costs_nothing() -> None:
    """The kernel starts a record again from its first byte: the daemon tosses the first try and keeps one record."""
    after = receive(receive(Daemon(), FIRST, WHOLE[:20]).daemon, FIRST, WHOLE[:20])
    assert len(after.tossed) == 1
    assert receive(after.daemon, LAST, WHOLE[20:]).record == WHOLE


def test_the_policy_message_tells_about_cnt() -> None:
    """The daemon keeps a copy of policy CNT; the message may come between two pieces."""
    after = receive(HELD, NOTIFY | 1, (0x81).to_bytes(4, "little"))
    assert (after.daemon.count_instead_of_block, after.daemon.held) == (True, HELD.held)
    assert not receive(after.daemon, NOTIFY | 1, bytes(4)).daemon.count_instead_of_block
