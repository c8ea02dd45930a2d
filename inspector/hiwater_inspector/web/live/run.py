"""A live run: what a page can see of it and do to it; the model follows it, and it can be taken over in slow motion.

It never waits for who looks: views are made of what was kept, when they are asked for. Whoever wants to stop looking at
the present seeks a moment, and everything goes on meanwhile; seeking the last one follows the present again. Orders
need no `seq`: two people may act on it at once.
"""

import atexit
import json
from typing import Any, Final, Literal
from weakref import WeakSet

from hiwater_conform.runs import SavedRun, run_to_wire
from hiwater_conform.wire_values import text_of
from hiwater_impl.daemon.child import DaemonFailed
from hiwater_inspector.web.live import commands
from hiwater_inspector.web.live.parts import Parts
from hiwater_inspector.web.live.picture import Pictures
from hiwater_inspector.web.live.state import Kept, State
from hiwater_inspector.web.live.tracks import EVENTS_MOST, timeline
from hiwater_inspector.web.live.workload import UNSEEN_SECONDS
from hiwater_inspector.web.queue.detail import PARTS, thread_detail
from hiwater_inspector.web.queue.record_rows import record_rows
from hiwater_inspector.web.queue.recording import event_name
from hiwater_inspector.web.queue.run import (
    Act,
    Bell,
    Detail,
    Inject,
    NotDone,
    Policy,
    Row,
    Run,
    RunState,
    RunTo,
    Timeline,
)
from hiwater_inspector.web.queue.view import Thread, View
from hiwater_model.configuration import Granularity
from hiwater_model.constants import POLICY_GLOBAL, POLICY_LOCAL

_BY_ITSELF: Final = "A live run goes on by itself: take it over in slow motion to step it."


class LiveRun:
    """Begins at once; `close` it. Raises NotDone if its daemon does not begin."""

    kind: Literal["live"] = "live"

    def __init__(self, identifier: str, *, unseen_seconds: float = UNSEEN_SECONDS) -> None:
        self.id = identifier
        self.title = "live"
        self.bell = Bell()
        self._shown: int | None = None
        self._jumps = 0
        self._words = ""
        self._closed = False
        self._unseen_seconds = unseen_seconds
        self._seq_before = 0
        self._boot()
        _OPEN.add(self)

    @property
    def parts(self) -> Parts:
        """What it is made of."""
        return self._parts

    @property
    def seq(self) -> int:
        """Grows with every change."""
        return self._seq_before + self._recorder.version + self._jumps

    @property
    def jumps(self) -> int:
        """Grows when another moment was sought."""
        return self._jumps

    def state(self) -> RunState:
        """What is known beside the picture."""
        self._parts.workload.looked()
        self._recorder.catch_up()
        newest = self._recorder.history.newest.at
        followed = self._parts.following.followed
        return RunState(
            id=self.id,
            kind="live",
            title=self.title,
            seq=self.seq,
            at=newest if self._shown is None else self._shown,
            steps=newest,
            running=self._parts.workload.running,
            granularity="fine",
            divergence=followed.events if followed.verdict == "inconsistent" else None,
            words=self._words,
        )

    def view(self, at: int | None = None) -> View:
        """The picture now, at the moment that was sought, or after an event. Raises NotDone if it is not kept."""
        self._parts.workload.looked()
        wanted = self._shown if at is None else at
        trail = None
        if wanted is None and not self._closed:
            self._recorder.catch_up()
            trail = self._parts.daemon.trail()
        state = self._state(wanted)
        return self._pictures.picture(state, trail, self._parts.following.followed)

    def timeline(self, begin: int, end: int | None) -> Timeline:
        """Tracks of a stretch: its last 3,000 events."""
        followed = self._parts.following.followed
        history = self._recorder.history
        last = history.newest.at if end is None else end
        states = history.between(max(begin, last - EVENTS_MOST), last) or [history.newest]
        return timeline(states, followed.events if followed.verdict == "inconsistent" else None)

    def detail(self, selected: str, at: int | None) -> Detail:
        """What the inspector says of `thr:name`, `rec:number`, or a part of the pipeline. Raises NotDone."""
        kind, _, name = selected.partition(":")
        if kind == "rec":
            return self._record(name, at)
        view = self.view(at)
        if kind == "thr":
            threads = {thread.name: thread for thread in (*view.threads, view.output)}
            if name not in threads:
                raise NotDone(f"There is no thread {name!r}: there are {', '.join(threads)}.", 404)
            found = thread_detail(threads[name])
            return _with_records(found, threads[name])
        tell = PARTS.get(kind)
        if tell is None:
            raise NotDone(f"Nothing is called {selected!r}: take thr:NAME, rec:NUMBER, {', '.join(PARTS)}.", 404)
        return tell(view)

    def step(self, choice: str | None, by: int, seq: int | None) -> None:
        """Cannot be done. Raises NotDone."""
        raise NotDone(_BY_ITSELF, 422)

    def run(self, order: RunTo, seq: int | None) -> None:
        """The workload goes on, and the present is shown."""
        self._parts.workload.set_paused(False)
        self._show(None)

    def pause(self, seq: int | None) -> None:
        """The workload makes no more records; everything else goes on."""
        self._parts.workload.set_paused(True)
        self._recorder.touch()

    def seek(self, at: int, seq: int | None) -> None:
        """Show a moment that is kept; the last one, or a later one: the present, from now on. Raises NotDone."""
        newest = self._recorder.history.newest.at
        if at < newest:
            self._state(at)
        self._show(at if at < newest else None)

    def fork(self, at: int, title: str, seq: int | None) -> Run:
        """Cannot be done. Raises NotDone."""
        raise NotDone("A live run has no other future: take it over in slow motion, and fork that run.", 422)

    def act(self, order: Act, seq: int | None) -> str:
        """Make something happen; what came of it. Raises NotDone."""
        self._can_go_on()
        return self._say(commands.act(self._parts, order))

    def policy(self, order: Policy, seq: int | None) -> str:
        """Set flags and controls; what each call returned. Raises NotDone."""
        self._can_go_on()
        return self._say(commands.policy(self._parts, order))

    def fault(self, order: Inject, seq: int | None) -> str:
        """Break something, or mend it; what came of it. `back` boots a halted machine again. Raises NotDone."""
        if order.fault == "back" and not self._closed and self._parts.live.broken is not None:
            return self._boot_again()
        self._can_go_on()
        return self._say(commands.fault(self._parts, order))

    def document(self) -> dict[str, Any]:
        """A run of the protocol with its present configuration, policy and marks, and no steps: to be driven on."""
        words, given = self._parts.words(), self._parts.given
        zone = given.zones[0]._replace(
            state=words.state,
            policy=words.policy & POLICY_LOCAL,
            high_water=words.high_water,
            low_water=words.low_water,
            buffer_size=words.buffer_size,
            delay=words.delay,
            sequence=self._parts.live.context.sequence,
            door=7 if words.door else None,
            active=words.door,
        )
        taken = given._replace(
            granularity=Granularity.BLOCKING, policy=words.policy & POLICY_GLOBAL, memory=words.memory, zones=(zone,)
        )
        run = SavedRun(taken, (), title="taken over from a live run")
        document: dict[str, Any] = json.loads(text_of(run_to_wire(run)))
        return document

    def trail(self, at: int | None) -> bytes:
        """The newest trail file as it is on disk now, its first file token with it."""
        return self._parts.daemon.trail_path().read_bytes()

    def close(self) -> None:
        """Stop the workload, the daemon and the model, and remove the folder. Again: nothing happens."""
        if not self._closed:
            self._closed = True
            _OPEN.discard(self)
            self._parts.close()

    def _boot(self) -> None:
        try:
            self._parts = Parts(self.bell, self._unseen_seconds)
        except DaemonFailed as failure:
            raise NotDone(f"The live run cannot begin: {failure}.", 503) from None
        self._recorder = self._parts.recorder
        self._pictures = Pictures(self._recorder.history)

    def _boot_again(self) -> str:
        """Everything anew, the trail too; what was recorded is forgotten."""
        before, seq = self._parts, self.seq
        self._boot()
        self._seq_before = seq
        before.close()
        self._show(None)
        return self._say("the machine was booted again, with a new trail")

    def _can_go_on(self) -> None:
        self._parts.workload.looked()
        if self._closed:
            raise NotDone("This live run has ended: begin another one.", 410)
        if self._parts.live.broken is not None:
            why = self._parts.live.broken
            raise NotDone(f"The machine is halted ({why}): bring the daemon back, which boots it again.")

    def _state(self, at: int | None) -> State:
        history = self._recorder.history
        if at is None:
            return history.newest
        state = history.at(at)
        if state is None:
            raise NotDone(f"Events {history.oldest.at:,} to {history.newest.at:,} of this run are kept.", 404)
        return state

    def _record(self, name: str, at: int | None) -> Detail:
        number = int(name) if name.isdecimal() else -1
        state = self._state(self._shown if at is None else at)
        found = self._recorder.history.records(number, number + 1) if number >= 0 else []
        if not found:
            raise NotDone(f"No record with the number {name} is kept; {state.end:,} were queued in this run.", 404)
        return _record_detail(found[0], state)

    def _show(self, at: int | None) -> None:
        self._shown = at
        self._jumps += 1
        self._recorder.touch()

    def _say(self, words: str) -> str:
        self._words = words
        return words


def _with_records(found: Detail, thread: Thread) -> Detail:
    """What the thread holds, and what it has put aside."""
    rows = [Row(name=one.event, size=one.size, value="deferred") for one in thread.deferred]
    title = "records put aside until the call ends" if rows else ""
    if thread.holds is not None:
        held = thread.holds
        rows.insert(0, Row(name=held.event, size=held.size, value="tokens, not queued yet"))
        title = f"record it holds, {held.size} bytes of tokens (not queued yet)"
    return found.model_copy(update={"record": rows, "record_title": title})


def _record_detail(kept: Kept, state: State) -> Detail:
    if kept.number >= state.end:
        place, tone = "not queued yet at this moment", ""
    elif kept.number >= state.first:
        place, tone = f"queued, {kept.number - state.first:,} before it", ""
    else:
        place, tone = "gone through the door", "good"
    return Detail(
        title=f"record {kept.number}",
        pill=place,
        tone=tone,
        path=[kept.thread, kept.kind.value, event_name(kept.event)],
        facts=[
            Row(name="bytes", value=f"{kept.size:,}"),
            Row(name="sequence", value="none" if kept.sequence is None else str(kept.sequence)),
        ],
        record_title=f"record {kept.number}, {kept.size} bytes",
        record=record_rows(kept.data),
    )


_OPEN: WeakSet[LiveRun] = WeakSet()


@atexit.register
def _close_all() -> None:
    """The interpreter ends: nothing of a run is left behind."""
    for run in list(_OPEN):
        run.close()
