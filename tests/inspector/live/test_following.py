"""The model follows a live run beside it, and says what it thinks of it, and how far it has come."""

import json
import os
import signal
from pathlib import Path
from typing import Any, Final

from hiwater_conform.following import Consistent, follow, read_trace
from hiwater_inspector.web.live.configuration import configuration, header_of
from hiwater_inspector.web.live.follower import texts
from hiwater_inspector.web.live.following import Followed, Following
from hiwater_inspector.web.live.picture import verdict
from hiwater_inspector.web.live.run import LiveRun
from hiwater_inspector.web.queue.run import Act, Inject, Policy
from tests.inspector.live.conftest import burst, settle, until

QUIET_CALL: Final[list[tuple[Any, ...]]] = [
    ("called", "user0", {"function": "syscall_enter", "number": 5, "event": 72, "selected": False}),
    ("returned", "user0", "syscall_enter", None),
    ("called", "user0", {"function": "syscall_exit"}),
    ("returned", "user0", "syscall_exit", None),
]
"""A system call that leaves no record."""


def caught_up(run: LiveRun) -> bool:
    """The model has followed every event so far, or has its verdict."""
    followed = run.parts.following.followed
    return bool(followed.verdict) or followed.events == run.state().steps


def test_what_the_run_does_is_consistent(run: LiveRun) -> None:
    """Bursts, sleepers, a killed daemon, other policies and marks: the model can do all of it."""
    burst(run, 60)
    run.policy(Policy(flags={"cnt": True}), None)
    run.policy(Policy(flags={"cnt": False}, high_water=12, low_water=2), None)
    run.fault(Inject(fault="again", times=2), None)
    burst(run, 40)
    run.act(Act(act="async", times=4), None)
    settle(run)
    run.fault(Inject(fault="gone"), None)
    burst(run, 10)
    until(lambda: run.view().output.words == "gone")
    run.fault(Inject(fault="back"), None)
    settle(run)
    until(lambda: caught_up(run))
    told = run.view().verdict
    assert told.state == "agrees", told
    assert told.sentence.startswith("consistent with the model up to event")


def test_a_planted_line_is_inconsistent_at_its_event(run: LiveRun) -> None:
    """A broadcast that no thread can do is named, with its number; before it, the run agrees."""
    burst(run, 8)
    settle(run)
    run.parts.recorder.line("broadcast", "user0", 0, "write")
    until(lambda: run.parts.following.followed.verdict)
    state = run.state()
    assert state.divergence is not None
    planted = run.parts.recorder.history.at(state.divergence)
    assert planted is not None
    assert (planted.event, planted.thread) == ("broadcast", "user0")
    told = run.view().verdict
    assert (told.state, told.at) == ("differs", state.divergence)
    assert told.lines
    assert run.view(state.divergence - 1).verdict.state == "agrees"
    burst(run, 8)
    settle(run)
    assert run.view().verdict == told


def test_its_lines_are_a_trace_that_validate_reads() -> None:
    """What the process is given, written as text, is followed by the judge's own function alike."""
    header = json.dumps(header_of(configuration())).encode() + b"\n"
    trace = read_trace([header, *texts(QUIET_CALL)])
    found = follow(trace.header, trace)
    assert isinstance(found, Consistent)
    assert found.events == len(QUIET_CALL)


def test_a_model_that_is_behind_says_how_far() -> None:
    """The sentence has both numbers; beyond a bound of waiting bytes nothing more is said."""
    behind = verdict(5000, Followed(events=1200))
    assert behind.state == "agrees"
    assert behind.sentence == "consistent with the model up to event 1,200, the model is 3,800 events behind"
    late = verdict(5000, Followed(events=1200, verdict="unknown", what="too much"))
    assert (late.state, late.at) == ("unknown", 1200)
    assert verdict(1000, Followed(events=1200, verdict="unknown", what="too much")).state == "agrees"
    assert verdict(10, Followed()).state == "unknown"


def test_its_file_begins_anew_when_the_model_has_caught_up(tmp_path: Path) -> None:
    """Gigabytes of lines need no gigabytes of disk as long as the model keeps up."""
    following = Following(header_of(configuration()), tmp_path, lambda: None, new_file_bytes=500)
    try:
        for number in range(1, 9):
            following.take(QUIET_CALL)
            expected = number * len(QUIET_CALL)
            until(lambda expected=expected: following.followed.events == expected)  # type: ignore[misc]
        assert not following.followed.verdict
        (only,) = tmp_path.iterdir()
        assert only.name != "lines.0"
        assert only.stat().st_size < 1500
    finally:
        following.close()


def test_beyond_what_is_kept_nothing_is_said(tmp_path: Path) -> None:
    """A model that is too far behind is unknown from where it stands, never consistent."""
    following = Following(header_of(configuration()), tmp_path, lambda: None, waiting_bytes_most=10)
    try:
        following.take(QUIET_CALL)
        assert following.followed.verdict == "unknown"
        assert "more lines wait" in following.followed.what
    finally:
        following.close()


def test_a_model_whose_process_ends_is_unknown(tmp_path: Path) -> None:
    """Killed from outside, it is not taken for one that agrees."""
    following = Following(header_of(configuration()), tmp_path, lambda: None)
    try:
        os.kill(following.pid, signal.SIGKILL)
        until(lambda: following.followed.verdict == "unknown")
    finally:
        following.close()
