"""What holds in every machine that random runs with all faults come through (kernel-queue.md section 14).

Not good for: showing that it always holds; some tens of thousands of steps are looked at, chosen by seeds.
"""

import re
from collections.abc import Iterator

import pytest

from hiwater_conform.generator import RandomSteps
from hiwater_model import Granularity, Machine, NotEnabled, Outcome, apply, start
from hiwater_model.constants import COMPLETE, FIRST, FLAG_DONT_BLOCK, LAST, MIDDLE, NOTIFY
from hiwater_model.draft import LOCK_FIELDS
from hiwater_model.events import Asked
from hiwater_model.steps import (
    Answer,
    AsyncEvent,
    AuClose,
    AuditAsyncFinish,
    Call,
    SetCondition,
    SetQueueControl,
    SetStatistics,
    Step,
)

SEEDS = range(30)
LETTERS = {COMPLETE: "C", FIRST: "F", MIDDLE: "M", LAST: "L"}


def run(seed: int, *left_out: type, longest: int = 400) -> Iterator[tuple[Machine, Step, Outcome]]:
    """A random run: each machine, the step taken in it and the outcome; calls of some kinds left out."""
    random = RandomSteps(seed)
    configuration = random.configuration(64 if seed % 3 else 32, list(Granularity)[seed % 2])
    machine = start(configuration)
    for _ in range(longest):
        step = random.step(machine)
        if step is None:
            return
        if isinstance(step, Call) and isinstance(step.arguments, left_out):
            continue
        if isinstance(step, Call) and AsyncEvent in left_out and isinstance(step.arguments, AuClose):
            if step.arguments.flag & FLAG_DONT_BLOCK:
                continue
        try:
            outcome = apply(machine, step)
        except NotEnabled:
            continue
        yield machine, step, outcome
        machine = outcome.machine
        if machine.halted is not None:
            return


@pytest.mark.parametrize("seed", SEEDS)
def test_the_count_is_the_length(seed: int) -> None:
    """I1: cnt is the number of records queued, and the numbers of records only grow."""
    for before, _, outcome in run(seed):
        for old, new in zip(before.zones, outcome.machine.zones, strict=True):
            records = new.queue.records
            assert new.queue.count == records.end - records.first
            assert records.first >= old.queue.records.first
            assert records.end >= old.queue.records.end


@pytest.mark.parametrize("seed", SEEDS)
def test_system_calls_keep_below_high_water(seed: int) -> None:
    """I2: with constant limits and no asynchronous records, cnt never exceeds high water."""
    for _, _, outcome in run(seed, AsyncEvent, AuditAsyncFinish, SetQueueControl, SetCondition):
        for zone in outcome.machine.zones:
            assert zone.queue.count <= zone.queue.high_water


@pytest.mark.parametrize("seed", SEEDS)
def test_a_lock_is_held_by_a_thread_that_will_leave_it(seed: int) -> None:
    """No thread sleeps with the queue lock, and nobody holds a lock while idle."""
    for _, _, outcome in run(seed):
        machine = outcome.machine
        if machine.halted is not None:
            return
        for zone in machine.zones:
            for field in LOCK_FIELDS.values():
                owner = getattr(zone, field)
                assert owner is None or machine.threads[owner].wait.kind not in ("idle", "asleep", "timed")


@pytest.mark.parametrize("seed", SEEDS)
def test_sleepers_are_known_to_their_queue(seed: int) -> None:
    """A thread asleep stands once in its queue's list; wt_block counts at least the writers that sleep (Q12)."""
    for _, _, outcome in run(seed):
        machine = outcome.machine
        listed = [
            number for zone in machine.zones for number in (*zone.queue.sleeping_writers, *zone.queue.sleeping_readers)
        ]
        asleep = [number for number, thread in enumerate(machine.threads) if thread.wait.kind == "asleep"]
        assert sorted(listed) == asleep
        for zone in machine.zones:
            assert zone.queue.writers >= len(zone.queue.sleeping_writers)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_drain_sends_whole_records(seed: int) -> None:
    """I4: the types of a drain are (C | F M* L)*, cut only by an error; EAGAIN sends the same buffer again."""
    sent: dict[tuple[int, int], str] = {}
    for before, step, outcome in run(seed):
        if isinstance(step, Answer) and (step.error or step.reply != 0):
            thread = before.threads[step.thread]
            if step.error == 11:
                sent[step.thread, 0] = sent.get((step.thread, 0), "")[:-1]
            elif thread.wait.kind == "door":
                sent.pop((step.thread, 0), None)
        for event in outcome.events:
            if isinstance(event, Asked) and not event.type & NOTIFY:
                types = sent[event.thread, 0] = sent.get((event.thread, 0), "") + LETTERS[event.type]
                assert re.fullmatch(r"(C|FM*L)*(FM*)?", types), types


@pytest.mark.parametrize("seed", SEEDS)
def test_queued_and_written_make_up_the_count(seed: int) -> None:
    """I7: whenever no thread is between lock and counter, enqueue - written = cnt; SETSTAT left out."""
    for _, _, outcome in run(seed, SetStatistics):
        machine = outcome.machine
        counting = {thread.wait.at for thread in machine.threads} & {403, 406, 446, 453}
        if machine.halted is None and not counting:
            for zone in machine.zones:
                assert (zone.counters.enqueue - zone.counters.written) & 0xFFFFFFFF == zone.queue.count
