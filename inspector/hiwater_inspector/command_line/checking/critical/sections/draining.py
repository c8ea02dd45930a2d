"""au_doorio: records leave in buffers, whole or in fragments (audit_io.c:613-724).

Records have up to six bytes here, and buffers one to seven: how many buffers a record makes is enumerated, not shown
for all lengths. What the door answers is any integer.
"""

from collections.abc import Mapping
from typing import Any

from hiwater_check.contracts.about import about
from hiwater_impl.pipeline import drain as shipped_drain
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.drain import drain
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.passage import End
from hiwater_inspector.command_line.checking.critical.situation import Fields, Others, chosen
from hiwater_model import steps

_RECORD = (b"abc", b"d", b"ef")
_NEXT = (b"xy",)
_FINE = (0, 0)


def _drains(fields: Fields, meanwhile: Mapping[Any, Fields], *answers: tuple[int, int | None]) -> End:
    def section(thread: AuditThread, context: ZoneContext) -> int | str:
        result = drain(thread, context)
        return "unspecified" if result is None else result

    return both("user", fields, Others(meanwhile, answers), section, steps.AuDoorio(0))


def _buffer(length: int) -> int:
    return chosen(length - 1, 1, 2, 3, 4, 5, 6, 7)


@about("IO-03 IO-04 IO-05 IO-06 IO-07 IO-09 IO-10 TABLE-01 TABLE-02", drain, shipped_drain._drain, shipped_drain._ends)
def records_leave(buffer_length: int) -> End:
    """Two records leave, each in as many buffers as it needs, of the types that the tables say.

    pre: 1 <= buffer_length <= 7
    post: __return__ == ("returned", 0)
    """
    length = _buffer(buffer_length)
    fields = {"buffer_size": length, "buffer_length": length, "records": [_RECORD, _NEXT], "count": 2}
    return _drains(fields, {}, *[_FINE] * 8)


@about("IO-08 IO-11 TABLE-01 TABLE-02", drain, shipped_drain._drain)
def door_fails(answers_before: int, error: int) -> End:
    """Any error ends it; the record stays whole, and is sent from its first byte the next time.

    pre: 0 <= answers_before <= 3 and error != 0 and error != 11
    post: __return__ == ("returned", error)
    """
    before = chosen(answers_before, 0, 1, 2, 3)
    fields = {"buffer_size": 2, "buffer_length": 2, "records": [_RECORD, _NEXT], "count": 2}
    return _drains(fields, {}, *[_FINE] * before, (error, None))


@about("IO-06 IO-09 IO-11", drain, shipped_drain._drain)
def record_arrives_late(while_asked: bool, count: int) -> End:
    """The successor is looked up before the last buffer goes out: what comes later waits for the next drain.

    post: __return__ == ("returned", 0)
    """
    at = ("door", 551) if while_asked else ("read", 690)
    return _drains({"records": [_RECORD], "count": count}, {at: {"appended": _NEXT}}, _FINE, _FINE)


@about("IO-01 IO-02 IO-11", drain, shipped_drain._fit_buffer)
def buffer_is_resized(length: int, size: int, size_then: int, later: bool) -> End:
    """The staging buffer gets the size that a second look finds; an empty queue gives 0, or what was never set.

    post: __return__ == ("returned", 0 if later else "unspecified")
    """
    profile = "later" if later else "given"
    fields = {"buffer_size": size, "buffer_length": length, "profile": profile}
    return _drains(fields, {("read", 645): {"buffer_size": size_then}})


@about("IO-12", drain)
def two_drain_at_once(count: int) -> End:
    """They would share one staging buffer: no defined act.

    post: __return__[0] == "undefined" and __return__[2] == 644
    """
    return _drains({"draining": True, "count": count}, {})
