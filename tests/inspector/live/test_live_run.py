"""A live run is what it shows: its counters, sleepers, trail and policy are those of the threads that run."""

import io
import time

import pytest

from hiwater_impl.records.record import Record
from hiwater_impl.records.trail import records
from hiwater_inspector.web.live.records import make
from hiwater_inspector.web.live.run import LiveRun
from hiwater_inspector.web.queue.changes import applied, changes
from hiwater_inspector.web.queue.run import Act, Inject, NotDone, Policy
from hiwater_inspector.web.queue.runs import NewRun, Runs
from hiwater_inspector.web.queue.view import Doing, Kind, View
from hiwater_inspector.web.shelf.shelf import Shelf
from tests.inspector.live.conftest import burst, settle, until


def trail_records(run: LiveRun) -> int:
    """Whole records in the trail on disk."""
    return sum(isinstance(one, Record) for one in records(io.BytesIO(run.trail(None))))


def flag(view: View, name: str) -> bool:
    """Whether a policy flag is on."""
    return next(one.on for one in view.policy if one.name == name)


def test_the_counters_add_up(run: LiveRun) -> None:
    """What is made is queued, written, counted, put together by the daemon, and on the disk."""
    before = run.view().counters
    burst(run, 60)
    run.act(Act(act="defer", times=8), None)
    run.act(Act(act="async", times=8), None)
    run.act(Act(act="produce", times=4), None)
    settle(run)
    view = run.view()
    counters = view.counters
    assert counters.as_enqueue - before.as_enqueue >= 60 + 8
    assert counters.as_enqueue == counters.as_written == view.trail.records == trail_records(run)
    assert counters.as_nonattrib + counters.as_dropped == 8
    assert counters.as_generated == counters.as_kernel + counters.as_nonattrib
    assert view.trail.sequence == counters.as_enqueue


def test_a_burst_fills_the_queue_and_writers_are_asleep_with_the_reason(run: LiveRun) -> None:
    """With the daemon stopped, the queue fills up to high water and every producer falls asleep on write_cv."""
    assert "SIGSTOP" in run.fault(Inject(fault="stop"), None)
    burst(run, 200)
    until(lambda: len(run.view().writers.asleep) == 4)
    view = run.view()
    assert view.queue.length == view.queue.high_water == len(view.queue.slots) == 24
    asleep = next(thread for thread in view.threads if thread.name == "user0")
    assert asleep.doing is Doing.ASLEEP
    assert asleep.why.sentence.startswith("Queue length 24 is at high water 24 and policy cnt is off")
    assert "SIGSTOP" in asleep.why.sentence
    assert asleep.why.clause == "BLOCK-05"
    assert asleep.why.lines is not None
    assert asleep.why.lines[0] <= 493 <= asleep.why.lines[1]
    assert view.output.doing is Doing.AT_THE_DOOR
    assert view.buffer.record is not None
    assert view.buffer.record.number == view.queue.slots[0].number
    assert "audit_sync_block" in run.detail("thr:user0", None).path
    assert "not queued yet" in run.detail("thr:user0", None).record_title
    run.fault(Inject(fault="continue"), None)
    settle(run)
    assert run.view().counters.as_written == trail_records(run)


def test_a_killed_daemon_is_missed_and_comes_back(run: LiveRun) -> None:
    """After kill -9 the output thread leaves at its next buffer, records stay; with the daemon back, none is lost."""
    run.fault(Inject(fault="gone"), None)
    assert run.view().daemon.words.startswith("killed")
    burst(run, 10)
    until(lambda: run.view().output.doing is Doing.GONE)
    view = run.view()
    assert not view.daemon.there
    assert view.queue.length >= 1
    with pytest.raises(NotDone, match="gone already"):
        run.fault(Inject(fault="gone"), None)
    assert "returned 0" in run.fault(Inject(fault="back"), None)
    settle(run)
    view = run.view()
    assert view.daemon.there
    assert view.counters.as_written == view.trail.records
    assert view.verdict.state != "differs"


def test_policy_is_switched_in_flight(run: LiveRun) -> None:
    """Each flag goes on and off again; with cnt on, what finds the queue full is counted and dropped."""
    for name in ("cnt", "seq", "trail", "zonename", "perzone", "ahlt"):
        was = flag(run.view(), name)
        assert "A_SETPOLICY returned 0" in run.policy(Policy(flags={name: not was}), None)
        assert flag(run.view(), name) is not was
        run.policy(Policy(flags={name: was}), None)
    run.policy(Policy(flags={"cnt": True}), None)
    run.fault(Inject(fault="stop"), None)
    burst(run, 200)
    until(lambda: not any(caller.owed for caller in run.parts.producers))
    until(lambda: run.view().counters.as_dropped >= 150)
    view = run.view()
    assert view.queue.length == 24
    assert not view.writers.asleep
    with pytest.raises(NotDone, match="No policy is called 'nope'"):
        run.policy(Policy(flags={"nope": True}), None)


def test_queue_controls_are_set_or_refused_with_their_errno(run: LiveRun) -> None:
    """A_SETQCTRL takes what the kernel takes; EINVAL changes nothing."""
    told = run.policy(Policy(high_water=50, low_water=20, buffer_size=16384, delay=5), None)
    assert told == "A_SETQCTRL returned 0"
    queue = run.view().queue
    assert (queue.high_water, queue.low_water, queue.buffer_size, queue.delay) == (50, 20, 16384, 5)
    assert "returned EINVAL" in run.policy(Policy(high_water=5), None)
    assert run.view().queue.high_water == 50
    with pytest.raises(NotDone, match="Nothing was asked for"):
        run.policy(Policy(), None)


def test_a_policy_call_waits_behind_a_stopped_daemon_and_says_so(run: LiveRun) -> None:
    """A_SETPOLICY tells the daemon under the door lock: it hangs while the output thread is at the door."""
    run.fault(Inject(fault="stop"), None)
    burst(run, 10)
    until(lambda: run.view().output.doing is Doing.AT_THE_DOOR)
    assert "has not returned after 2 s" in run.policy(Policy(flags={"zonename": True}), None)
    admin = next(thread for thread in run.view().threads if thread.name == "admin")
    assert admin.doing is Doing.BLOCKED
    assert "reader0 holds" in admin.why.sentence
    run.fault(Inject(fault="continue"), None)
    until(lambda: next(thread for thread in run.view().threads if thread.name == "admin").doing is Doing.IDLE)


def test_the_door_answers_what_it_was_told_to(run: LiveRun) -> None:
    """EAGAIN is tried again, an error and -1 end the output thread; the daemon's process stays."""
    run.fault(Inject(fault="again", times=4), None)
    burst(run, 10)
    until(lambda: run.view().output.doing is Doing.WAITING)
    assert "EAGAIN" in run.view().output.why.sentence
    settle(run)
    for fault in (Inject(fault="door", error=4), Inject(fault="minus one")):
        run.fault(fault, None)
        burst(run, 10)
        until(lambda: run.view().output.doing is Doing.GONE)
        assert run.view().daemon.words == "it runs, but no door is installed"
        run.fault(Inject(fault="back"), None)
        settle(run)
    assert run.view().counters.as_written == trail_records(run)


def test_without_memory_threads_wait_for_it(run: LiveRun) -> None:
    """An allocation that may sleep waits; an asynchronous event, which may not, is lost or waits with its producer."""
    run.fault(Inject(fault="memory", on=True), None)
    burst(run, 4)
    until(lambda: run.view().threads[0].doing is Doing.WAITING)
    view = run.view()
    assert not view.memory
    assert "memory" in view.threads[0].why.sentence
    run.fault(Inject(fault="memory", on=False), None)
    settle(run)
    assert run.view().memory


def test_auditing_off_and_on_again(run: LiveRun) -> None:
    """Turned off, the output thread leaves and nothing is recorded; turned on, a door is installed again."""
    assert "A_SETCOND returned 0" in run.policy(Policy(auditing=False), None)
    until(lambda: run.view().output.doing is Doing.GONE)
    before = run.view().counters.as_enqueue
    burst(run, 8)
    until(lambda: not any(caller.owed for caller in run.parts.producers))
    assert run.view().state == "NOAUDIT"
    assert run.view().counters.as_enqueue == before
    assert "auditdoor(2) returned 0" in run.policy(Policy(auditing=True), None)
    burst(run, 8)
    settle(run)
    assert run.view().counters.as_enqueue == before + 8


def test_ahlt_halts_and_nothing_is_taken_any_more(run: LiveRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """An asynchronous event that finds the queue full halts under AHLT; the view says where."""
    monkeypatch.setattr("os.sync", lambda: None)
    run.policy(Policy(flags={"ahlt": True}), None)
    run.fault(Inject(fault="stop"), None)
    burst(run, 200)
    until(lambda: run.view().queue.length == 24)
    run.parts.admin.order(lambda admin: make(admin, "async", 0))
    until(lambda: run.view().halted is not None)
    assert "panic" in str(run.view().halted)
    with pytest.raises(NotDone, match="halted"):
        burst(run, 1)
    seq = run.seq
    assert "booted again" in run.fault(Inject(fault="back"), None)
    assert run.seq > seq
    until(lambda: run.view().counters.as_written > 0)
    assert run.view().halted is None


def test_orders_that_cannot_be_are_refused_in_a_sentence(run: LiveRun) -> None:
    """Steps, forks, calls by hand, unknown threads and rates beyond the bound."""
    with pytest.raises(NotDone, match="slow motion"):
        run.step(None, 1, None)
    with pytest.raises(NotDone, match="slow motion"):
        run.fork(0, "", None)
    with pytest.raises(NotDone, match="slow motion"):
        run.act(Act(act="call", call={}), None)
    with pytest.raises(NotDone, match="there are user0"):
        run.act(Act(act="produce", thread="user9"), None)
    with pytest.raises(NotDone, match=r"0 to 2,000"):
        run.act(Act(act="rate", times=2001), None)
    with pytest.raises(NotDone, match="is there"):
        run.fault(Inject(fault="back"), None)
    with pytest.raises(NotDone, match="are kept"):
        run.view(10**9)


def test_deferred_records_wait_in_their_call(run: LiveRun) -> None:
    """Put aside, they are shown at their thread, and queued when its call ends."""
    run.act(Act(act="defer", thread="user1", times=2), None)
    until(lambda: run.view().threads[1].deferred_count == 2)
    thread = run.view().threads[1]
    assert thread.words == "2 deferred"
    assert {record.kind for record in thread.deferred} == {Kind.DEFERRED}
    before = run.view().counters.as_enqueue
    run.act(Act(act="produce", thread="user1"), None)
    until(lambda: run.view().counters.as_enqueue == before + 3)
    until(lambda: run.view().threads[1].deferred_count == 0)


def test_changes_lead_from_view_to_view(run: LiveRun) -> None:
    """What the feed sends makes of each view the next one, while everything moves."""
    run.fault(Inject(fault="stop"), None)
    burst(run, 300)
    view = run.view()
    there = view.model_dump(mode="json")
    for number in range(60):
        if number == 20:
            run.fault(Inject(fault="continue"), None)
        following = run.view()
        there = applied(there, changes(view, following))
        assert there == following.model_dump(mode="json")
        view = following
        time.sleep(0.01)


def test_what_was_recorded_can_be_scrolled_back(run: LiveRun) -> None:
    """A past moment is drawn as it was; a sought one is held while the run goes on; the last one follows again."""
    run.fault(Inject(fault="stop"), None)
    burst(run, 100)
    until(lambda: len(run.view().writers.asleep) == 4)
    seen = run.view()
    full = seen.at
    run.fault(Inject(fault="continue"), None)
    settle(run)
    assert run.view().queue.length == 0
    past = run.view(full)
    assert (past.queue, past.writers) == (seen.queue, seen.writers)
    assert [record.number for record in past.queue.slots] == list(
        range(past.queue.slots[0].number, past.queue.slots[0].number + 24)
    )
    jumps = run.jumps
    run.seek(full, None)
    assert run.jumps > jumps
    burst(run, 10)
    settle_at = run.state().steps
    assert run.view().at == full == run.state().at
    run.seek(settle_at + 1000, None)
    assert run.view().at > full
    assert run.detail(f"rec:{past.queue.slots[0].number}", None).record[0].name.startswith("header")


def test_the_timeline_tells_sleep_and_length(run: LiveRun) -> None:
    """Tracks are named, spans lie within, and the length reaches high water."""
    run.fault(Inject(fault="stop"), None)
    burst(run, 100)
    until(lambda: len(run.view().writers.asleep) == 4)
    shown = run.timeline(0, None)
    spans = next(track.spans for track in shown.tracks if track.name == "user0")
    assert spans[-1].kind == "asleep"
    assert "synchronous" in {span.kind for track in shown.tracks for span in track.spans}
    assert all(shown.begin <= span.begin <= span.end <= shown.end for track in shown.tracks for span in track.spans)
    assert max(most for _, _, most in shown.length) == 24
    assert shown.marks[-1][1:] == (24, 6)


def test_it_can_be_taken_over_in_slow_motion(run: LiveRun) -> None:
    """Its document opens as a driven run with the same marks and policy, which can be stepped."""
    run.policy(Policy(flags={"cnt": True}, high_water=12, low_water=3), None)
    runs = Runs(Shelf({}, None), lambda _identifier: run)
    runs.create(NewRun(kind="live"))
    driven = runs.create(NewRun(take_over=run.id))
    try:
        view = driven.view()
        assert (view.queue.high_water, view.queue.low_water) == (12, 3)
        assert flag(view, "cnt")
        driven.act(Act(act="produce"), None)
        assert driven.state().divergence is None
        assert driven.state().steps > 0
    finally:
        runs.close()
