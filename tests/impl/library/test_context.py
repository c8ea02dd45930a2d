"""An open context makes records, takes controls, and refuses what cannot be done, in words."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hiwater_impl.daemon.reassembly import LONGEST
from hiwater_impl.library import (
    AuditContext,
    AuditError,
    Condition,
    NotOpen,
    Policy,
    QueueControl,
    UnknownName,
)
from hiwater_impl.library.sizes import TOKENS_BYTES_MOST
from hiwater_impl.library.tokens import outcome, text
from hiwater_impl.pipeline.context import COUNTERS
from tests.impl.library.doors import Taking, texts_of, until

HEADER = b"\x14" + bytes(4) + b"\x02" + (6152).to_bytes(2) + bytes(10)


def test_records_reach_the_daemon_in_order_with_what_the_policy_adds() -> None:
    """The boot record comes first, then those that were made, numbered, each with its trailer and no damage."""
    door = Taking()
    with AuditContext(door=door, policy="seq, trail, zonename") as context:
        context.audit("AUE_OPEN_R", text("first"), outcome())
        context.audit("open_w", text("second"), outcome(13), failure=True)
        context.submit(HEADER + text("third"))
    found = door.records()
    assert door.texts() == ["booting kernel", "first", "second", "third"]
    assert [record.event for record in found] == [113, 72, 76, 6152]
    assert [record.modifier for record in found] == [0x4000, 0, 0x8000, 0]
    assert [dict(record.tokens)["seq"]["sequence"] for record in found] == [1, 2, 3, 4]
    assert all("zonename" in dict(record.tokens) and record.octets[-7:-4] == b"\x13\xb1\x05" for record in found)
    assert not any(record.damaged for record in found)


def test_a_long_record_goes_in_pieces() -> None:
    """What is longer than the buffer arrives whole."""
    door = Taking()
    with AuditContext(door=door) as context:
        context.audit(1, text("x" * 40_000))
    assert door.texts()[1] == "x" * 40_000


def test_a_record_beyond_what_a_daemon_takes_is_refused_and_the_next_is_kept(tmp_path: Path) -> None:
    """E2BIG from everything that makes records, nothing is counted or queued; one just within stands in the trail."""
    most = (bytes(1_000_000),) * (TOKENS_BYTES_MOST // 1_000_000)
    beyond = (*most, b"x")
    with AuditContext(directory=tmp_path, policy="seq zonename trail", zones=["z" * 64]) as context:
        before = context.statistics()
        for make in (context.audit, context.event_async):
            with pytest.raises(OSError, match=r"16,000,000 bytes at most, and these have 16,000,001") as refused:
                make(1, *beyond)
            assert refused.value.errno == errno.E2BIG
        with context.system_call(1) as call:
            with pytest.raises(OSError, match="bytes at most"):
                call.defer(1, *beyond)
            call.add(*most[1:])
            with pytest.raises(OSError, match="bytes at most"):
                call.add(most[0], b"x")
            call.add(most[0])
        context.audit(2, text("next"))
        assert context.statistics().dropped == before.dropped
    said = context._session.source._child.last_line  # type: ignore[attr-defined]
    assert (said.startswith("done: records 3,"), said.endswith("tossed 0, dropped 0")) == (True, True), said
    assert TOKENS_BYTES_MOST + 131_072 < LONGEST


@pytest.mark.parametrize("use", [lambda c: c.audit(1, text("x")), lambda c: c.policy, lambda c: c.submit(HEADER)])
def test_what_is_not_open_refuses(use: Callable[[AuditContext], Any]) -> None:
    """Before it is entered and after it was left, in one line."""
    context = AuditContext(door=Taking())
    with pytest.raises(NotOpen, match="with AuditContext"):
        use(context)
    with context:
        pass
    with pytest.raises(NotOpen):
        use(context)


def test_a_context_is_opened_once_at_a_time_and_again_later() -> None:
    """A second opening is a new system: its counters begin again."""
    context = AuditContext(door=Taking())
    with context:
        context.audit(1, text("x"))
        with pytest.raises(AuditError, match="open already"):
            context.__enter__()
    assert context.statistics().enqueue == 2
    with context:
        pass
    assert context.statistics().enqueue == 1


@pytest.mark.parametrize(
    ("record", "error"),
    [
        (HEADER + bytes(32_768), errno.E2BIG),
        (HEADER[:17], errno.EINVAL),
        (b"", errno.EINVAL),
        (b"\x15" + HEADER[1:10] + (200).to_bytes(4) + bytes(300), errno.EINVAL),
        (HEADER[:5] + b"\x0b" + HEADER[6:], errno.EINVAL),
        (b"\x28" + HEADER, errno.EINVAL),
    ],
)
def test_submit_refuses_as_audit_2_does(record: bytes, error: int) -> None:
    """Each refusal is an OSError with the errno, and the context goes on."""
    door = Taking()
    with AuditContext(door=door) as context:
        with pytest.raises(OSError, match=":") as caught:
            context.submit(record)
        context.audit(1, text("after"))
    assert caught.value.errno == error
    assert door.texts()[-1] == "after"


def test_who_is_not_privileged_may_not_submit() -> None:
    """EPERM."""
    with AuditContext(door=Taking(), privileged=False) as context, pytest.raises(PermissionError):
        context.submit(HEADER)


def test_a_submitted_record_with_an_address_is_kept() -> None:
    """An extended header with an address of 4 bytes is no stray write."""
    door = Taking()
    with AuditContext(door=door) as context:
        context.submit(b"\x15" + HEADER[1:10] + (4).to_bytes(4) + b"\xc0\0\x02\x01" + bytes(8) + text("here"))
    assert door.texts()[-1] == "here"
    assert door.records()[-1].tokens[0][1]["address"] == b"\xc0\0\x02\x01"


def test_controls_are_read_back_and_the_daemon_hears_of_the_policy() -> None:
    """Each knob says what it was set to."""
    door = Taking()
    with AuditContext(door=door, policy=Policy.CNT) as context:
        assert context.policy == Policy.CNT
        context.policy = Policy.CNT | Policy.AHLT | Policy.SEQ
        context.queue_control = QueueControl(50, 5, 16_384, 30)
        context.host_address = "2001:db8::1"
        assert context.policy == Policy.CNT | Policy.AHLT | Policy.SEQ
        assert context.queue_control == (50, 5, 16_384, 30)
        assert context.host_address == "2001:db8::1"
        assert context.condition == Condition.AUDITING
        context.host_address = None
        assert context.host_address is None
    assert door.policies == [1, 0x13]


@pytest.mark.parametrize(
    "turn",
    [
        lambda c: setattr(c, "policy", 0x20),
        lambda c: setattr(c, "queue_control", QueueControl(10, 10, 8192, 20)),
        lambda c: setattr(c, "queue_control", QueueControl(20, 10, 8192, -1)),
        lambda c: setattr(c, "condition", Condition.NOT_BEGUN),
        lambda c: setattr(c, "host_address", "nowhere"),
        lambda c: c.event_async(310, text("x")),
    ],
)
def test_what_auditon_refuses_is_an_oserror(turn: Callable[[AuditContext], Any]) -> None:
    """EINVAL with advice, and nothing has changed."""
    with AuditContext(door=Taking()) as context:
        before = (context.policy, context.queue_control, context.condition, context.host_address)
        with pytest.raises(OSError, match=r"Invalid argument: .+") as caught:
            turn(context)
        assert caught.value.errno == errno.EINVAL
        assert (context.policy, context.queue_control, context.condition, context.host_address) == before


def test_words_that_mean_nothing_are_told_with_a_guess() -> None:
    """Events, policies, zones and counters."""
    with AuditContext(door=Taking(), zones=["web"]) as context:
        with pytest.raises(UnknownName, match=r"AUE_OPEN_RR.*AUE_OPEN_R"):
            context.audit("AUE_OPEN_RR", text("x"))
        with pytest.raises(UnknownName, match=r"policy 'CNTT'.*CNT"):
            context.policy = "cntt"
        with pytest.raises(UnknownName, match=r"zone 'wep'.*web"), context.in_zone("wep"):
            pass
        with pytest.raises(UnknownName, match=r"counter 'enqueued'.*enqueue"):
            context.reset_statistics("enqueued")


@pytest.mark.parametrize("tokens", [(), (b"",), (text("x"), b"")])
def test_a_record_has_tokens(tokens: tuple[bytes, ...]) -> None:
    """A record of nothing would be lost without a word, so it is refused."""
    with AuditContext(door=Taking()) as context:
        for make in (context.audit, context.event_async):
            with pytest.raises(ValueError, match="at least one token"):
                make(1, *tokens)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "either door"),
        ({"door": Taking(), "directory": "d"}, "either door"),
        ({"door": Taking(), "width": 16}, "width"),
        ({"door": Taking(), "zones": ["global"]}, "names of their own"),
        ({"door": Taking(), "high_water": 5}, "low water < high water"),
        ({"door": Taking(), "policy": 0x8000}, "bits that do not exist"),
        ({"door": Taking(), "host_address": "x"}, "no address"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], words: str) -> None:
    """Before anything begins."""
    with pytest.raises((ValueError, OSError), match=words):
        AuditContext(**settings)


def test_statistics_count_and_are_reset() -> None:
    """The 14 words of au_stat_t; three of them never change."""
    with AuditContext(door=Taking()) as context:
        context.audit(1, text("x"))
        context.submit(HEADER)
        assert context.event_async(2, text("y"))
        until(lambda: context.statistics().nonattrib == 2)
        found = context.statistics()
        assert (found.version, found.numevent, found.memused) == (2, 309, 0)
        assert (found.generated, found.kernel, found.audit, found.enqueue, found.dropped) == (4, 1, 1, 4, 0)
        context.reset_statistics("enqueue")
        assert (context.statistics().enqueue, context.statistics().generated) == (0, 4)
        context.reset_statistics()
        until(lambda: context.queue_state().length == 0)
        assert [getattr(context.statistics(), name) for name in COUNTERS if name not in ("rblocked", "written")] == [
            0 for name in COUNTERS if name not in ("rblocked", "written")
        ]


def test_with_auditing_off_nothing_is_recorded_and_it_can_be_turned_on_again() -> None:
    """What was queued is kept, and a door is found again."""
    door = Taking()
    with AuditContext(door=door) as context:
        context.audit(1, text("before"))
        context.condition = Condition.OFF
        context.audit(1, text("off"))
        context.submit(HEADER + text("off"))
        assert not context.event_async(1, text("off"))
        context.condition = Condition.AUDITING
        context.audit(1, text("after"))
    assert door.texts() == ["booting kernel", "before", "after"]


def test_a_system_call_ends_with_its_deferred_records_and_then_its_own() -> None:
    """Deferred ones have the time at which they were made; the call's own record grows by what is added."""
    door = Taking()
    with AuditContext(door=door) as context:
        with context.system_call("AUE_OPEN_R", text("own")) as call:
            call.defer(2, text("deferred"))
            context.audit(3, text("at once"))
            call.add(text("more"))
            with pytest.raises(AuditError, match="within a system call"), context.system_call(1):
                pass
        context.audit(4, text("after"))
    assert door.texts() == ["booting kernel", "at once", "deferred", "own", "more", "after"]


def test_a_system_call_looks_once_whether_auditing_is_on() -> None:
    """What began while auditing was on is recorded, what began while it was off is not."""
    door = Taking()
    with AuditContext(door=door) as context:
        context.condition = Condition.OFF
        with context.system_call(1, text("began off")) as call:
            context.condition = Condition.AUDITING
            call.add(text("began off"))
            assert not call.audited
        with context.system_call(1, text("began on")):
            context.condition = Condition.OFF
        context.condition = Condition.AUDITING
    assert door.texts() == ["booting kernel", "began on"]


def test_zones_have_queues_of_their_own_under_perzone() -> None:
    """A record of a zone carries its name, and counts in its own context."""
    door = Taking()
    with AuditContext(door=door, zones=["web"], policy="perzone zonename") as context:
        with context.in_zone("web"):
            context.audit(1, text("in web"))
            assert context.statistics().enqueue == 1
        context.audit(1, text("global"))
        assert context.statistics().enqueue == 2
        until(lambda: len(door.taken) == 3)
    zones = {texts_of(record)[0]: dict(record.tokens)["zonename"]["name"] for record in door.records()}
    assert zones == {"booting kernel": b"global\0", "in web": b"web\0", "global": b"global\0"}
