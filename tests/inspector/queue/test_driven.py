"""A driven run: stepping, going back, seeking, forking, running to a condition, acting, breaking; beside the model."""

import time
from typing import Any

import pytest

from hiwater_conform.runs import run_from_wire
from hiwater_inspector.web.queue.driven import DrivenRun
from hiwater_inspector.web.queue.run import Act, Inject, NotDone, Policy, RunTo, Stale
from hiwater_inspector.web.queue.runs import NewRun, Runs
from hiwater_inspector.web.queue.view import Doing, Kind, View
from hiwater_inspector.web.shelf.shelf import Shelf
from tests.inspector.queue.conftest import Drive, until_stopped


def _run_to(run: DrivenRun, **order: Any) -> None:
    run.run(RunTo.model_validate({"seconds": 20, **order}), None)
    until_stopped(run)


def _without_words(view: View) -> dict[str, Any]:
    return view.model_dump(mode="json", exclude={"verdict"})


@pytest.mark.parametrize("granularity", ["blocking", "fine"])
def test_seeking_shows_what_stepping_showed(drive: Drive, granularity: str) -> None:
    """Every moment, in any order, and at any distance from what is kept whole."""
    run = drive(granularity=granularity)
    seen = [run.view()]
    for _ in range(90):
        run.step(None, 1, None)
        seen.append(run.view())
    for number in (0, 1, 15, 16, 17, 31, 32, 77, 89, 90, 3):
        run.seek(number, None)
        assert _without_words(run.view()) == _without_words(seen[number])
        assert _without_words(run.view(90 - number)) == _without_words(seen[90 - number])


def test_looking_changes_nothing(drive: Drive) -> None:
    """Neither the run nor what comes next."""
    run = drive()
    run.step(None, 20, None)
    before = run.state()
    for name in ("queue", "door", "frag", "daemon", "trail", "thr:user0", "thr:reader0", "thr:softint"):
        assert run.detail(name, None).title
    run.timeline(0, None)
    run.view(3)
    assert run.state() == before


def test_back_and_forward_go_through_what_was_recorded(drive: Drive) -> None:
    """A step back is not undone on the implementation; going forward takes no new step."""
    run = drive()
    run.step(None, 10, None)
    run.step(None, -4, None)
    assert (run.state().at, run.state().steps) == (6, 10)
    run.step(None, 1, None)
    assert (run.state().at, run.state().steps) == (7, 10)


def test_a_chosen_step_is_taken(drive: Drive) -> None:
    """Any of those that are offered; none that is not enabled."""
    run = drive(workload=False)
    ticks = next(choice for choice in run.state().choices if choice.words == "one tick passes")
    run.step(ticks.id, 1, None)
    assert run.view().clock == "tick 1"
    with pytest.raises(NotDone, match="cannot be taken here"):
        run.step('{"step":"softcall"}', 1, None)
    with pytest.raises(NotDone, match="no step of the protocol"):
        run.step('{"step":"jump"}', 1, None)


def test_many_steps_stop_where_no_step_is_left(drive: Drive) -> None:
    """What was taken stays taken, and the words say why no more was."""
    run = drive(workload=False)
    run.act(Act(act="produce"), None)
    run.step('{"step":"run","thread":"reader0"}', 9, None)
    assert len(run.recording) == 4
    assert run.state().words.startswith("stopped: This step cannot be taken here")


def test_a_stale_command_changes_nothing(drive: Drive) -> None:
    """Of two who have seen the same, one is told the present seq."""
    run = drive()
    seq = run.seq
    run.step(None, 1, seq)
    with pytest.raises(Stale) as refused:
        run.step(None, 1, seq)
    assert refused.value.seq == run.seq
    assert len(run.recording) == 1


def test_a_fork_keeps_both_futures(runs: Runs, drive: Drive) -> None:
    """What was recorded after it stays; the fork goes another way, with its implementation run again."""
    run = drive()
    run.step(None, 60, None)
    whole = run.document()
    other = runs.fork(run, 25, "another way", None)
    assert isinstance(other, DrivenRun)
    assert _without_words(other.view()) | {"trail": 0} == _without_words(run.view(25)) | {"trail": 0}
    other.act(Act(act="async", thread="user4"), None)
    other.step(None, 30, None)
    assert other.document()["steps"][:25] == whole["steps"][:25]
    assert other.document()["steps"][25:60] != whole["steps"][25:]
    assert other.view().verdict.state == "agrees"
    assert run.document() == whole
    assert [branch.forked_at for branch in run.state().branches] == [None, 25]


def test_another_way_needs_a_fork(drive: Drive) -> None:
    """In the past nothing can be done but look and fork."""
    run = drive()
    run.step(None, 10, None)
    run.step(None, -1, None)
    with pytest.raises(NotDone, match="Fork here"):
        run.act(Act(act="produce"), None)
    with pytest.raises(NotDone, match="Fork here"):
        run.policy(Policy(flags={"cnt": True}), None)
    with pytest.raises(NotDone, match="Fork here"):
        run.fault(Inject(fault="memory"), None)
    assert len(run.recording) == 10


def test_a_planted_fault_shows_as_a_divergence(drive: Drive) -> None:
    """Found while running, with the clause, what each says, and the step; before it they agree."""
    run = drive(implementation="fault:writers-not-woken")
    _run_to(run, until="divergence", steps=3000)
    state, verdict = run.state(), run.view().verdict
    assert state.divergence == state.at == verdict.at
    assert verdict.state == "differs"
    assert verdict.clause == "DEQ-05"
    assert "wakes" in verdict.lines[0]
    assert run.view(state.at - 1).verdict.state == "agrees"


def test_run_to_a_sleeper(drive: Drive) -> None:
    """The reason is said with the values of the moment, the clause and the lines."""
    run = drive()
    _run_to(run, until="sleep", steps=3000)
    view = run.view()
    (name, *_) = view.writers.asleep
    thread = next(thread for thread in view.threads if thread.name == name)
    assert thread.doing is Doing.ASLEEP
    assert thread.why.sentence == (
        "Queue length 12 is at high water 12 and policy cnt is off, so the writer sleeps until the reader brings the "
        "queue to low water (4) or below."
    )
    assert (thread.why.clause, thread.why.at, thread.why.lines) == ("BLOCK-05", 493, (492, 494))
    assert thread.calls[-2:] == ("au_enqueue", "audit_sync_block")
    assert "fell asleep on write_cv" in run.state().words
    detail = run.detail(f"thr:{name}", None)
    assert [note for note in detail.notes if "(here)" in note]
    assert "header64" in [row.name for row in detail.record]


@pytest.mark.parametrize(
    ("until", "said"), [("high water", "high water is 12"), ("steps", "after 50 steps"), ("door error", "answered")]
)
def test_run_until(drive: Drive, until: str, said: str) -> None:
    """Each condition stops it, and says so."""
    run = drive()
    if until == "door error":
        run.fault(Inject(fault="again", times=2), None)
    _run_to(run, until=until, steps=50 if until == "steps" else 3000)
    assert said in run.state().words


def test_run_until_a_drop(drive: Drive) -> None:
    """With policy cnt a full queue drops, and nobody sleeps."""
    run = drive()
    assert run.policy(Policy(flags={"cnt": True}), None)
    _run_to(run, until="drop", steps=3000)
    assert run.view().counters.as_dropped == 1
    assert run.view().writers.asleep == ()


def test_a_run_without_a_bound_is_paused(drive: Drive) -> None:
    """At once: no step is taken after it."""
    run = drive()
    run.run(RunTo(until="steps", steps=100_000, seconds=60, pace=200), None)
    time.sleep(0.1)
    run.pause(None)
    steps = len(run.recording)
    time.sleep(0.1)
    assert len(run.recording) == steps
    assert not run.state().running


def test_it_stops_when_only_time_would_pass(drive: Drive) -> None:
    """Without a workload."""
    run = drive(workload=False)
    _run_to(run, until="idle", steps=1000)
    assert "nothing but time" in run.state().words
    assert run.view().readers.asleep == ("reader0",)
    assert "sleeps until a kick finds a record" in run.view().output.why.sentence


def test_acts_make_records_of_each_kind(drive: Drive) -> None:
    """A system call's own, one put aside until its end, one by the softcall."""
    run = drive(workload=False)
    run.act(Act(act="produce", thread="user0"), None)
    run.act(Act(act="defer", thread="user1"), None)
    assert run.view().threads[1].deferred_count == 1
    run.act(Act(act="produce", thread="user1"), None)
    run.act(Act(act="async", thread="user2"), None)
    assert run.view().softcalls.pending == 1
    run.act(Act(act="softcall"), None)
    kinds = [record.kind for record in run.view().queue.slots]
    assert kinds == [Kind.SYNCHRONOUS, Kind.DEFERRED, Kind.SYNCHRONOUS, Kind.SOFTCALL]
    assert [record.sequence for record in run.view().queue.slots] == [1, 2, 3, 4]
    assert "drained 4 records" in run.act(Act(act="drain"), None)
    assert run.view().trail.records == 4
    assert run.view().trail.sequence == 4
    assert len(run.trail(None)) == run.view().trail.size


def test_a_long_record_goes_in_fragments(drive: Drive) -> None:
    """The staging buffer's range, the fragment machine's moves, what the daemon puts together."""
    run = drive(workload=False)
    run.act(Act(act="produce", thread="user0", size=600), None)
    size = run.view().queue.size
    moves, ranges = [], []
    while not run.view().readers.asleep:
        run.step(None, 1, None)
        view = run.view()
        if view.buffer.record is not None:
            moves.append(view.fragment.transition)
            ranges.append((view.buffer.begin, view.buffer.end))
            assert view.daemon.held == view.buffer.begin
    assert moves == [("COMPLETE", "FIRST"), ("FIRST", "MIDDLE"), ("MIDDLE", "LAST")]
    assert ranges == [(0, 256), (256, 512), (512, size)]


def test_policy_and_controls_answer_as_the_kernel(drive: Drive) -> None:
    """Done, or refused with its error."""
    run = drive(workload=False)
    assert "done" in run.policy(Policy(flags={"ahlt": True, "seq": False}, high_water=3, low_water=1), None)
    view = run.view()
    assert {flag.name for flag in view.policy if flag.on} >= {"ahlt", "trail"}
    assert (view.queue.high_water, view.queue.low_water) == (3, 1)
    assert "EINVAL" in run.policy(Policy(high_water=2, low_water=9), None)
    with pytest.raises(NotDone, match="no policy"):
        run.policy(Policy(flags={"colour": True}), None)


def test_faults_of_the_door_and_of_memory(drive: Drive) -> None:
    """EAGAIN waits, an error ends the reader, a daemon that comes back gets the record whole."""
    run = drive(workload=False)
    run.act(Act(act="produce"), None)
    run.fault(Inject(fault="again", times=1), None)
    while run.view().output.condition != "again_cv":
        run.step(None, 1, None)
    assert run.view().output.words == "EAGAIN, tick 0/10"
    while run.view().output.doing is not Doing.AT_THE_DOOR:
        run.step(None, 1, None)
    assert run.fault(Inject(fault="gone"), None) == "the door answered EINTR"
    assert not run.view().daemon.there
    assert run.view().output.doing is Doing.GONE
    with pytest.raises(NotDone, match="bring the daemon back"):
        run.act(Act(act="drain"), None)
    run.fault(Inject(fault="back"), None)
    assert "drained 1 record" in (said := run.act(Act(act="drain"), None))
    assert "1 records" not in said
    run.fault(Inject(fault="memory"), None)
    assert not run.view().memory
    assert run.view().verdict.state == "agrees"


def test_a_daemon_that_comes_knows_nothing_of_the_pieces(drive: Drive) -> None:
    """The old one had FIRST and MIDDLE; the record is sent again from its first byte, and is in the trail once."""
    run = drive(workload=False)
    run.act(Act(act="produce", size=600), None)
    while run.view().fragment.state != "MIDDLE":
        run.step(None, 1, None)
    run.fault(Inject(fault="gone"), None)
    assert run.view().daemon.held == 512
    run.fault(Inject(fault="back"), None)
    assert (run.view().daemon.held, run.view().daemon.tossed) == (0, 0)
    run.act(Act(act="drain"), None)
    assert run.view().trail.records == run.view().counters.as_written == 1


def test_a_message_to_the_daemon_is_no_record(drive: Drive) -> None:
    """Policy is told through the same door."""
    run = drive(workload=False)
    run.policy(Policy(flags={"cnt": True}), None)
    while run.view().threads[4].doing is not Doing.IDLE:
        run.step(None, 1, None)
    assert run.view().trail.records == 0
    assert run.view().buffer.record is None


def test_a_saved_run_is_stepped_with_its_notes(shelf: Shelf, drive: Drive) -> None:
    """To its end; behind another step than its own the file is left, and its notes with it."""
    saved = shelf.get("scenario-high-water").run
    run = drive(open="scenario-high-water")
    told = {}
    for number in range(1, len(saved.steps) + 1):
        run.step(None, 1, None)
        told[number] = run.state().note
    assert {number: note for number, note in told.items() if note} == dict(saved.notes)
    assert run_from_wire(run.document()).steps == saved.steps
    other = drive(open="scenario-high-water")
    other.act(Act(act="tick"), None)
    other.step(None, 1, None)
    assert other.document()["steps"][0] == {"step": "tick", "ticks": 1}
    assert other.state().note == ""


@pytest.mark.parametrize("kind", ["finding", "lesson", "witness", "scenario"])
def test_saved_runs_agree_to_their_end(shelf: Shelf, drive: Drive, kind: str) -> None:
    """Every third of a kind, all its steps."""
    entries = [entry for entry in shelf.entries() if entry.kind == kind][::3]
    for entry in entries:
        run = drive(open=entry.id)
        for _ in entry.run.steps:
            run.step(None, 1, None)
        assert run.view().verdict.state == "agrees", entry.id
        assert run_from_wire(run.document()).steps == entry.run.steps
        run.close()


def test_what_the_c_leaves_undefined_is_not_compared(drive: Drive) -> None:
    """The judge stops there; the page says so."""
    run = drive(open="finding-q15")
    run.step(None, 7, None)
    assert run.view().halted == "undefined"
    assert "the C defines nothing for the last step" in run.view().verdict.sentence
    assert run.state().choices == []


def test_a_run_that_rests_loses_nothing(drive: Drive) -> None:
    """Its threads are given back; the next new step runs the implementation again."""
    run = drive()
    run.step(None, 40, None)
    run.rest()
    assert not run.is_open
    run.step(None, 5, None)
    assert run.is_open
    assert run.view().verdict.state == "agrees"
    assert len(run.recording) == 45


def test_few_implementations_are_open_at_once(runs: Runs, drive: Drive) -> None:
    """Others rest until they are driven."""
    made = [drive() for _ in range(11)]
    assert sum(run.is_open for run in made) <= 8
    made[0].step(None, 1, None)
    assert made[0].is_open


def test_the_oldest_runs_make_room(runs: Runs, drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number, and by the steps that are kept in all; never the one that is driven."""
    monkeypatch.setattr("hiwater_inspector.web.queue.runs.STEPS_KEPT_MOST", 50)
    first, second = drive(), drive()
    first.step(None, 30, None)
    second.step(None, 40, None)
    third = drive()
    assert [run.id for run in runs.all()] == [second.id, third.id]
    with pytest.raises(NotDone, match="no run"):
        runs.get(first.id)
    monkeypatch.setattr("hiwater_inspector.web.queue.runs.RUNS_MOST", 3)
    made = [drive() for _ in range(4)]
    assert [run.id for run in runs.all()] == [run.id for run in made[1:]]


def test_a_halted_machine_goes_no_further(drive: Drive) -> None:
    """Policy ahlt, a full queue, an asynchronous event; then one can still go back."""
    run = drive(workload=False)
    run.policy(Policy(flags={"ahlt": True}, high_water=2, low_water=1), None)
    for thread in ("user0", "user1"):
        run.act(Act(act="produce", thread=thread), None)
    run.act(Act(act="async", thread="user2"), None)
    run.act(Act(act="softcall"), None)
    assert run.view().halted == "panic"
    assert run.state().choices == []
    with pytest.raises(NotDone, match="halted"):
        run.step(None, 1, None)
    run.step(None, -1, None)
    assert run.view().halted is None


def test_any_of_many_moments_is_there_in_50_ms(drive: Drive) -> None:
    """A few thousand steps here; what is kept whole makes the number of steps not matter."""
    run = drive()
    _run_to(run, until="steps", steps=2500)
    assert len(run.recording) == 2500
    slowest = 0.0
    for number in range(0, 2500, 83):
        began = time.perf_counter()
        run.seek(number, None)
        run.view()
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.05


def test_what_cannot_begin_says_why(runs: Runs) -> None:
    """No such run, no such implementation, no run at all."""
    for order, said in (
        ({"open": "finding-none"}, "no run"),
        ({"implementation": "fault:none"}, "no side"),
        ({"document": {"protocol": 1}}, "no run of the protocol"),
        ({"configuration": {"width": 64}}, "no run of the protocol"),
        ({"kind": "live"}, "no live run"),
    ):
        with pytest.raises(NotDone, match=said):
            runs.create(NewRun.model_validate(order))
