"""The picture in words, and why a thread stands where it stands: at every point, of every kind of wait."""

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_inspector.web.queue.describe import describe, spoken
from hiwater_inspector.web.queue.driven import DrivenRun
from hiwater_inspector.web.queue.run import Act, Inject, Policy
from hiwater_inspector.web.queue.view import Buffer, Daemon, Doing, Queue, Record, Room, Thread, View, Why
from hiwater_inspector.web.queue.why import calls_of, function_of
from hiwater_inspector.web.shelf.shelf import Shelf
from tests.inspector.queue.conftest import Drive


def _sentence(run: DrivenRun, name: str) -> str:
    view = run.view()
    return next(thread for thread in (*view.threads, view.output) if thread.name == name).why.sentence


def test_the_text_has_everything_that_is_drawn() -> None:
    """Queue, rooms, threads with their reasons, buffer, daemon, trail, policy, all fourteen counters."""
    asleep = Thread(
        name="user1", call="open(2)", doing=Doing.ASLEEP, words="asleep on write_cv", why=Why(sentence="Full.")
    )
    record = Record(number=50, size=1310, event="AUE_OPEN_R", thread="user0")
    view = View(
        at=62,
        now="user1 calls syscall_exit()",
        threads=(asleep,),
        queue=Queue(length=12, size=3118, high_water=12, low_water=4, slots=(record,)),
        writers=Room(asleep=("user1",)),
        buffer=Buffer(size=1024, record=record, begin=0, end=1024),
        daemon=Daemon(there=True, words="last good: record 49", held=1024, expected=1310),
    )
    text = describe(view, "thr:user1")
    assert text.startswith("user1 asleep on write_cv: Full.\n")
    for part in (
        "Step 62: user1 calls syscall_exit()",
        "Queue: 12 records, 3,118 bytes; high water 12, low water 4",
        "Queued record 50: 1310 bytes, synchronous, AUE_OPEN_R by user0",
        "write_cv: user1",
        "Thread user1 in open(2): asleep on write_cv: Full.",
        "Door buffer: record 50, bytes 0 to 1023 of 1310; 1,024 bytes",
        "Daemon: last good: record 49, holds 1024 of 1310 bytes",
    ):
        assert part in text.split("\n"), part
    assert text.count("as_") == 14


def test_what_is_spoken_is_one_sentence() -> None:
    """Of what was chosen; else of what happened; of the halt if it came."""
    view = View(now="one tick passes", queue=Queue(length=3, high_water=12, low_water=4))
    assert spoken(view) == "one tick passes. 3 queued, high water 12, low water 4."
    assert spoken(view.model_copy(update={"halted": "panic"})) == "one tick passes. The machine is halted: panic."
    assert spoken(view, "thr:nobody") == spoken(view)


@pytest.mark.parametrize("granularity", ["blocking", "fine"])
def test_every_thread_that_stands_somewhere_says_why(drive: Drive, granularity: str) -> None:
    """With a clause that is there, a function in progress, and lines if it is in the file."""
    run = drive(granularity=granularity)
    kinds = set()
    for number in range(400):
        if number == 150:
            run.fault(Inject(fault="again", times=2), None)
        if number == 250:
            run.fault(Inject(fault="memory"), None)
        if number == 290:
            run.fault(Inject(fault="memory", on=False), None)
        run.step(None, 1, None)
        view = run.view()
        for thread in (*view.threads, view.output):
            kinds.add(thread.doing)
            assert thread.why.sentence.endswith("."), thread
            if thread.doing not in (Doing.IDLE, Doing.GONE):
                assert thread.why.clause in clause_registry().identifiers
                assert thread.calls, thread
                assert thread.why.function
                if thread.why.at is not None:
                    assert thread.why.lines is not None
    assert kinds >= {Doing.IDLE, Doing.ASLEEP, Doing.AT_THE_DOOR}
    if granularity == "fine":
        assert kinds >= {Doing.READY, Doing.BLOCKED, Doing.WAITING}


def _full(drive: Drive) -> DrivenRun:
    """A queue of three, three queued, and user3 asleep with a fourth."""
    run = drive(workload=False)
    run.policy(Policy(high_water=3, low_water=1), None)
    for name in ("user0", "user1", "user2", "user3"):
        run.act(Act(act="produce", thread=name, size=1), None)
    return run


def test_a_sleepers_reason_follows_the_queue(drive: Drive) -> None:
    """Full; then there is room, but above low water; then it is awake."""
    run = _full(drive)
    assert _sentence(run, "user3").startswith("Queue length 3 is at high water 3 and policy cnt is off")
    while run.view().queue.length > 2:
        run.step(None, 1, None)
    assert _sentence(run, "user3").startswith("There is room now (2 of 3), but nobody wakes the writer for that")
    while run.view().queue.length > 1:
        run.step(None, 1, None)
    assert _sentence(run, "user3") == "The queue lock is free: the thread takes it when it is run."


def test_a_sleeper_that_policy_cnt_will_wake(drive: Drive) -> None:
    """The policy is stored first, and the sleeper woken after the daemon was told; then its record is dropped."""
    run = _full(drive)
    run.policy(Policy(flags={"cnt": True}), None)
    assert run.view().writers.asleep == ("user3",)
    assert "once it is woken, the writer drops its record" in _sentence(run, "user3")
    while run.view().counters.as_dropped == 0:
        run.step(None, 1, None)
    assert run.view().queue.length == 3


def test_a_thread_that_wants_a_lock_names_the_owner(drive: Drive) -> None:
    """And where that one is."""
    run = drive(granularity="fine")
    blocked: list[Thread] = []
    while not blocked:
        run.step(None, 1, None)
        assert len(run.recording) < 600
        blocked = [thread for thread in run.view().threads if thread.doing is Doing.BLOCKED]
    (thread, *_) = blocked
    assert thread.why.sentence.startswith(("It wants the queue lock, which ", "It wants the door lock, which "))
    assert str(thread.why.values["owner"]) in thread.why.sentence


def test_functions_by_their_lines() -> None:
    """Of the file, and of the neighbours by their labels."""
    assert function_of(493) == "audit_sync_block"
    assert function_of(372) == "au_enqueue"
    assert function_of("output:sleep") == "au_output_thread"
    assert function_of(None) == function_of(3) == ""


@pytest.mark.parametrize("kind", ["finding", "scenario", "lesson"])
def test_every_moment_of_saved_runs_can_be_drawn(shelf: Shelf, drive: Drive, kind: str) -> None:
    """Every fourth run: zones, endings, calls by hand."""
    for entry in [entry for entry in shelf.entries() if entry.kind == kind][::4]:
        run = drive(open=entry.id)
        for _ in entry.run.steps:
            run.step(None, 1, None)
            view = run.view()
            assert describe(view)
            assert run.detail("thr:user0", None).title.startswith("user0")
            machine = run.recording.last.machine
            assert all(isinstance(calls_of(thread), tuple) for thread in machine.threads)
        run.close()
