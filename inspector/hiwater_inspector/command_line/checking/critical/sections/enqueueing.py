"""au_enqueue and audit_sync_block: a record joins the queue, waits for room, or is dropped (audit_io.c:364-498).

`before` is the queue when the function is entered, `numbers` the queue once its lock is held: what is looked at too
early is seen. The list holds one record, or none; what the queue counts is any integer.
"""

from typing import Any

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import Numbers, sound  # noqa: F401  # named in a contract
from hiwater_impl.pipeline import block
from hiwater_impl.pipeline import enqueue as shipped_enqueue
from hiwater_impl.pipeline.block import sync_block
from hiwater_impl.pipeline.enqueue import enqueue
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.modelled import Begin, model
from hiwater_inspector.command_line.checking.critical.passage import (  # noqa: F401  # named in a contract
    DONE,
    STAYS,
    End,
    agreed,
)
from hiwater_inspector.command_line.checking.critical.shipped import Section, chain, implementation
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, Others, of
from hiwater_model.constants import POLICY_COUNT, POLICY_LOCAL
from hiwater_model.producers import enqueue as modelled

_QUEUED = (b"one that is queued",)
_RECORD = (b"a head with room for a time", b"/\0\0\0\0")
_LENGTH = len(_RECORD[0])
_FULL = Numbers(2, 2, 1, 0, 0)


def _enqueues(time: int | None = None, *, never_waits: bool = False) -> tuple[Section, Begin]:
    """The call on both sides: `time` is the offset of a pending time."""
    return (
        lambda thread, context: enqueue(thread, context, chain(_RECORD), time, None, wide=True, dont_block=never_waits),
        lambda draft: modelled.begin(draft, 0, _RECORD, time, None, wide=True, dont_block=never_waits),
    )


@about("ENQ-02 ENQ-03 ENQ-06 ENQ-07 ENQ-08 ENQ-09 ENQ-10 BLOCK-01 BLOCK-03 BLOCK-04 BLOCK-05", enqueue, sync_block)
def record_arrives(before: Numbers, numbers: Numbers, never_waits: bool) -> End:
    """Below high water, or if it never waits, it joins the queue; otherwise its thread kicks the reader and sleeps.

    pre: sound(numbers)
    post: __return__ == (STAYS if numbers.length >= numbers.high_water and not never_waits else DONE)
    """
    others = Others({("enter", 372): of(numbers)})
    return both("user", {**of(before), "records": [_QUEUED]}, others, *_enqueues(never_waits=never_waits))


@about("ENQ-03 BLOCK-01 BLOCK-02 BLOCK-04 BLOCK-05", enqueue, sync_block, block._drops)
def queue_is_full(state: int, cache: int, drops: bool, others: bool) -> End:
    """It waits if the state in force, cached or the zone's, is AUDITING and CNT is not set; else it is dropped.

    post: __return__ == (STAYS if (cache == 1 or (cache == 0 and state == 1)) and not drops else DONE)
    """
    policy = (POLICY_COUNT if drops else 0) + (POLICY_LOCAL - POLICY_COUNT if others else 0)
    fields = {**of(_FULL), "state": 3, "cache": cache, "policy": POLICY_COUNT}
    meanwhile = Others({("enter", 372): {"state": state, "policy": policy}})
    return both("user", fields, meanwhile, *_enqueues())


@about("BLOCK-01 BLOCK-05 BLOCK-06 ENQ-03 ENQ-04 TIME-01", enqueue, sync_block, block._drops)
def writer_is_woken(numbers: Numbers, state: int, drops: bool) -> End:
    """The code after the wait: with room it goes on whatever state and policy say; else both are looked at again.

    pre: sound(numbers)
    post: __return__ == (STAYS if numbers.length >= numbers.high_water and state == 1 and not drops else DONE)
    """
    then = {**of(numbers), "state": state, "policy": POLICY_COUNT if drops else 0, "ticks": 7}
    return both("user", of(_FULL), Others({("asleep", 493): then}), *_enqueues(10))


class _Noted(bytearray):
    """The bytes of a record, which keep aside what is written behind the first membuf: CrossHair's bytes stay whole."""

    written = b""

    def __setitem__(self, place: Any, data: Any) -> None:
        assert (place.start, place.stop) == (_LENGTH + 1, _LENGTH + 5)
        self.written = data


@about("ENQ-05 ENQ-06", enqueue)
def record_gets_its_number(sequence: int, queued: bool) -> End:
    """The number is one higher, as a signed word that wraps, and its four bytes are in the record.

    pre: -(2**31) <= sequence < 2**31
    post: __return__ == DONE
    """
    fields = {"sequence": sequence, "records": [_QUEUED] if queued else []}
    record = chain(_RECORD)
    noted = record.data = _Noted(record.data)
    ours = implementation(
        "user",
        fields,
        NOBODY,
        lambda thread, context: enqueue(thread, context, record, None, _LENGTH + 1, wide=True, dont_block=False),
    )
    number = (_RECORD[0], _RECORD[1][:1] + noted.written)
    left = {**ours.left, "records": [*fields["records"], number]}  # type: ignore[misc]
    models = model(
        "user",
        fields,
        NOBODY,
        lambda draft: modelled.begin(draft, 0, _RECORD, None, 1, wide=True, dont_block=False),
    )
    return agreed(ours._replace(left=left), models)


@about("ENQ-04 AUDIT-05", enqueue, shipped_enqueue._write_time)
def time_goes_astray(offset: int) -> End:
    """A time of sixteen bytes fits up to offset 112 of a membuf; another place is no defined act.

    pre: offset < 0 or offset > 112
    post: __return__[0] == "undefined" and __return__[2] == 383
    """
    return both("user", {}, NOBODY, *_enqueues(offset))
