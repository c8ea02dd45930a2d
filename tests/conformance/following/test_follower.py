"""Traces that the model itself has written are consistent; traces that were changed are not, at the right event."""

import json
from collections.abc import Callable
from functools import cache
from itertools import count, pairwise
from typing import Any

import pytest

from hiwater_conform.following import Consistent, Inconsistent, Unknown, Verdict, follow, read_trace
from hiwater_inspector.command_line.checking.free_run import configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import AuClose, AuUwrite, Call, Run, SetPolicy
from tests.conformance.following.traces import TracedRun, traced_run

Line = dict[str, Any]


def _followed(lines: list[Line], run: TracedRun, most_states: int = 4096) -> Verdict:
    header = run.texts()[0]
    trace = read_trace([header, *((json.dumps(line) + "\n").encode() for line in lines)])
    return follow(trace.header, trace, most_states)


@pytest.mark.parametrize(
    ("seeds", "users", "steps", "calm"),
    [
        (range(20), 4, 400, False),
        (range(100, 106), 8, 300, False),
        (range(300, 304), 16, 3000, True),
        (range(400, 402), 32, 4000, True),
    ],
)
def test_what_the_model_writes_is_consistent(seeds: range, users: int, steps: int, calm: bool) -> None:
    """Random schedules with every call, outages, administrators and several zones; or the C has no defined next act."""
    consistent = 0
    for seed in seeds:
        run = traced_run(seed, users, steps, calm=calm)
        verdict = _followed(run.lines, run)
        if run.undefined:
            assert isinstance(verdict, Unknown | Consistent), (seed, verdict)
        else:
            assert isinstance(verdict, Consistent), (seed, verdict)
            consistent += 1
            assert verdict.events == len(run.lines)
    assert consistent >= len(seeds) // 3


def test_every_kind_of_line_is_among_them() -> None:
    """Runs such as those above write all events but `ended` and `halted`, which end a trace."""
    seen = {line["event"] for seed in range(40) for line in traced_run(seed, 4, 400).lines}
    assert seen >= {
        *("called", "returned", "entered", "left", "sleeps", "woke", "broadcast", "writes", "asked", "answered"),
        *("softcall", "begun", "armed", "fired", "lacked", "assertion", "printed"),
    }


# Changed traces.


@cache
def _busy() -> TracedRun:
    """A run in which all that the changes below need has happened."""
    for seed in range(1000):
        run = traced_run(seed, 6, 1500, calm=True, high_water=2, low_water=0, policy=0x90)
        if run.undefined or run.stopped:
            continue
        at = {(line["event"], line.get("at")) for line in run.lines}
        if {("sleeps", 493), ("woke", 493), ("left", 446), ("asked", None), ("softcall", None)} <= at:
            return run
    raise AssertionError("no such run was found")


def _place(chosen: Callable[[Line], bool], number: int = 0) -> int:
    return [place for place, line in enumerate(_busy().lines) if chosen(line)][number]


def _at(event: str, at: Any = None) -> Callable[[Line], bool]:
    return lambda line: line["event"] == event and (at is None or line.get("at") == at)


def _lost(place: int) -> list[Line]:
    lines = _busy().lines
    return [*lines[:place], *lines[place + 1 :]]


def _changed(place: int, **facts: Any) -> list[Line]:
    lines = _busy().lines
    return [*lines[:place], {**lines[place], **facts}, *lines[place + 1 :]]


def _next_of_thread(place: int) -> int:
    """The next line of the same thread."""
    lines = _busy().lines
    return next(n for n in range(place + 1, len(lines)) if lines[n].get("thread") == lines[place]["thread"])


def _next_of_lock(place: int) -> int:
    """The next time that somebody takes the lock which this line gives up."""
    lines = _busy().lines
    return next(
        n
        for n in range(place + 1, len(lines))
        if lines[n]["event"] in ("entered", "woke")
        and lines[n]["zone"] == lines[place]["zone"]
        and lines[n]["at"] not in (550, 560, 561, "auditdoor:lock", "output:release")
    )


def _inconsistent(lines: list[Line], first: int, last: int) -> Inconsistent:
    """The verdict, at an event between the places first and last (places are counted from 0)."""
    verdict = _followed(lines, _busy())
    assert isinstance(verdict, Inconsistent), verdict
    assert first <= verdict.event - 1 <= last, (first, last, verdict)
    assert verdict.expected
    return verdict


def test_the_unchanged_run_is_consistent() -> None:
    """What follows changes a good trace."""
    assert isinstance(_followed(_busy().lines, _busy()), Consistent)


def test_a_lock_taken_before_it_was_left() -> None:
    """A swapped pair: the second holder's line stands before the first one's last."""
    place = _place(_at("left", 403))
    taken = _next_of_lock(place)
    lines = list(_busy().lines)
    lines.insert(place, lines.pop(taken))
    verdict = _inconsistent(lines, place, place)
    assert verdict.clause == "LOCK-01"


def test_calls_that_began_in_another_order() -> None:
    """Two `called` lines side by side may change places: nothing is done between them."""
    lines = list(_busy().lines)
    place = next(n for n, (one, two) in enumerate(pairwise(lines)) if one["event"] == two["event"] == "called")
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    assert isinstance(_followed(lines, _busy()), Consistent)


@pytest.mark.parametrize("chosen", [_at("left", 403), _at("left", 446), _at("entered", 372), _at("sleeps", 493)])
def test_a_lost_line(chosen: Callable[[Line], bool]) -> None:
    """Found at the next line of the thread, or of the lock, whichever comes first."""
    place = _place(chosen)
    _inconsistent(_lost(place), place, max(_next_of_thread(place), _next_of_lock(place)))


def test_a_count_that_was_changed() -> None:
    """Found at once, and blamed on the clause that counts."""
    place = _place(_at("left", 403))
    verdict = _inconsistent(_changed(place, count=_busy().lines[place]["count"] + 1), place, place)
    assert verdict.clause == "ENQ-07"


def test_a_wrong_sequence_number() -> None:
    """In the fact beside the record, and in the record."""
    place = _place(lambda line: _at("left", 403)(line) and line["record"][-1].startswith("2f"))
    line = _busy().lines[place]
    assert _inconsistent(_changed(place, sequence=line["sequence"] + 1), place, place).clause == "ENQ-05"
    last = line["record"][-1]
    record = [*line["record"][:-1], f"{last[:8]}{int(last[8:10], 16) ^ 1:02x}{last[10:]}"]
    _inconsistent(_changed(place, record=record), place, place)


def test_a_record_out_of_order() -> None:
    """The door is given the bytes of another record of the same length, or of none."""
    place = _place(_at("asked"), 1)
    payload = _busy().lines[place]["bytes"]
    wrong = f"{payload[:-2]}{int(payload[-2:], 16) ^ 1:02x}"
    verdict = _inconsistent(_changed(place, bytes=wrong), place, place)
    assert "to the door" in verdict.expected[0]


def test_a_wrong_digest() -> None:
    """Instead of the bytes their digest may stand; a wrong one is found."""
    place = _place(_at("asked"), 1)
    lines = _changed(place, sha256="00" * 32)
    del lines[place]["bytes"]
    _inconsistent(lines, place, place)


def test_a_reply_that_never_came() -> None:
    """The reader goes on without an answer."""
    place = _place(_at("answered"))
    _inconsistent(_lost(place), place, _next_of_thread(place) - 1)


def test_a_missing_broadcast() -> None:
    """The reader has dequeued and does not wake the writers."""
    place = _place(lambda line: line["event"] == "broadcast" and line["condition"] == "write")
    verdict = _inconsistent(_lost(place), place, _next_of_thread(place) - 1)
    assert "wakes all who sleep on write_cv" in verdict.expected[0]


def test_a_writer_that_does_not_sleep_at_high_water() -> None:
    """It leaves the lock with its record queued."""
    place = _place(_at("sleeps", 493))
    line = _busy().lines[place]
    record = _busy().lines[_place(_at("left", 403))]["record"]
    wrong = {"event": "left", "thread": line["thread"], "at": 403, "zone": line["zone"], "record": record}
    lines = _busy().lines
    verdict = _inconsistent([*lines[:place], wrong, *lines[place + 1 :]], place, place)
    assert "falls asleep" in verdict.expected[0]


def test_a_dequeue_before_the_answer() -> None:
    """The record leaves the queue while the door still has it."""
    taken = _place(_at("entered", 422))
    lines = list(_busy().lines)
    reader = lines[taken]["thread"]
    answered = max(n for n in range(taken) if lines[n]["event"] == "answered" and lines[n]["thread"] == reader)
    lines.insert(answered, lines.pop(taken))
    _inconsistent(lines, answered, answered)


def test_a_value_that_was_not_returned() -> None:
    """Another value than the call's."""
    place = _place(lambda line: line["event"] == "returned" and line["value"] == 0)
    _inconsistent(_changed(place, value=22), place, place)


def test_a_softcall_out_of_turn() -> None:
    """The soft interrupt begins what nobody has appended."""
    place = _place(_at("softcall"))
    wrong = {"event": "begun", "thread": "softint"}
    lines = _busy().lines
    _inconsistent([*lines[:place], wrong, *lines[place:]], place, place)


# What needs a set of states.

_CLOSE = AuClose(0, "thread", 1, 6, 0, (5, 6))
_READS = (254, 277, 284, 291, 295, 299, 302, 312, 330, 332, 347, 348)


def _closed_with_policy_changed_after(points: int) -> tuple[TracedRun, list[Line]]:
    """user0 closes a record; after so many of its points the policy loses trailer and sequence."""
    run = TracedRun(configuration(2), 0)
    machine = apply(start(run.configuration), Call(0, AuUwrite((b"abc",)))).machine
    machine = apply(machine, Call(0, _CLOSE)).machine
    while points and machine.threads[0].wait.at != 372:
        machine, points = _run(machine, 0, 1), points - 1
    machine = _run(apply(machine, Call(1, SetPolicy(0))).machine, 1, 1)
    while machine.threads[0].wait.at != 403:
        machine = _run(machine, 0, 1)
    queue = machine.zones[0].queue
    record = [membuf.hex() for membuf in queue.records.at(0)]
    close = {"function": "au_close", "zone": 0, "descriptor": "thread", "flag": 1, "event": 6, "modifier": 0}
    facts = {"count": 1, "writers": 0, "reader": 0, "sequence": machine.zones[0].sequence}
    return run, [
        {"event": "called", "thread": "user0", "call": {"function": "au_uwrite", "token": [b"abc".hex()]}},
        {"event": "returned", "thread": "user0", "function": "au_uwrite", "value": None},
        {"event": "called", "thread": "user0", "call": {**close, "time": [5, 6]}},
        {"event": "called", "thread": "user1", "call": {"function": "auditon_setpolicy", "policy": 0}},
        {"event": "writes", "thread": "user1", "at": "setpolicy:local", "zone": 0},
        {"event": "entered", "thread": "user0", "at": 372, "zone": 0},
        {"event": "left", "thread": "user0", "at": 403, "zone": 0, **facts, "record": record},
        {"event": "entered", "thread": "user1", "at": "setpolicy:lock", "zone": 0},
    ]


def _run(machine: Machine, thread: int, times: int) -> Machine:
    for _ in range(times):
        machine = apply(machine, Run(thread)).machine
    return machine


def test_a_policy_that_changes_while_a_record_is_closed() -> None:
    """Whichever of the reads saw the old policy, the lines are in one order: each record is consistent."""
    records = set()
    for points in range(11):
        run, lines = _closed_with_policy_changed_after(points)
        verdict = _followed(lines, run)
        assert isinstance(verdict, Consistent), (points, verdict)
        assert verdict.largest_set > 1
        records.add(json.dumps(lines[6]["record"]))
    assert len(records) >= 4


def test_a_record_that_no_moment_of_change_explains() -> None:
    """A trailer that says another length than the header comes from no reading."""
    run, lines = _closed_with_policy_changed_after(20)
    record = lines[6]["record"]
    lines[6] = {**lines[6], "record": [*record[:-1], record[-1][:-2] + "ff"]}
    verdict = _followed(lines, run)
    assert isinstance(verdict, Inconsistent)
    assert verdict.event == 7
    assert verdict.clause is not None


def test_an_old_policy_long_after_the_change() -> None:
    """Once the writer has been heard of again, a call that begins sees the new word alone."""
    run, lines = _closed_with_policy_changed_after(20)
    begun = [lines[0], lines[1], lines[3], lines[4], lines[7]]
    late = [*begun, {"event": "left", "thread": "user1", "at": "setpolicy:unlock", "zone": 0}, lines[2], *lines[5:7]]
    verdict = _followed(late, run)
    assert isinstance(verdict, Inconsistent)
    assert verdict.event == 9


def test_too_many_states_are_unknown() -> None:
    """The set is bounded; beyond, nothing is said."""
    run, lines = _closed_with_policy_changed_after(5)
    verdict = _followed(lines, run, most_states=1)
    assert isinstance(verdict, Unknown)
    assert "more than 1 states" in verdict.why


def test_the_cost_grows_with_the_lines() -> None:
    """Twice the lines take twice the hidden steps, or so: nothing is looked at again and again."""
    runs = (traced_run(seed, 6, 2500, calm=True, policy=0x90) for seed in count())
    run = next(one for one in runs if not one.undefined and len(one.lines) > 500)
    verdict = _followed(run.lines, run)
    half = _followed(run.lines[: len(run.lines) // 2], run)
    assert isinstance(verdict, Consistent)
    assert isinstance(half, Consistent)
    assert verdict.hidden_steps < 4 * half.hidden_steps
