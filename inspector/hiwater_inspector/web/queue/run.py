"""The one face of a run of either kind, driven or live, by which the routes and the feed know it.

Every method may be called from any thread and may block; none is called on the event loop. A command that cannot be
done raises `NotDone`, and has then changed nothing.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field

from hiwater_inspector.web.queue.view import View


class NotDone(Exception):
    """A command was refused: one sentence for people, and the HTTP status that fits it."""

    def __init__(self, sentence: str, status: int = 409) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


class Stale(NotDone):
    """The caller has seen an older state; `seq` is the present one."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"The run has moved on to {seq} meanwhile; look, and do it again.")
        self.seq = seq


class Bell:
    """Rung from any thread when a run has changed; whoever waits is called, and must return at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[int, Callable[[], None]] = {}
        self._next = 0

    def ring(self) -> None:
        """Call all that wait."""
        with self._lock:
            waiting = tuple(self._waiting.values())
        for call in waiting:
            call()

    def hear(self, call: Callable[[], None]) -> Callable[[], None]:
        """Be called from now on; what comes back ends it."""
        with self._lock:
            mine, self._next = self._next, self._next + 1
            self._waiting[mine] = call

        def deaf() -> None:
            with self._lock:
                self._waiting.pop(mine, None)

        return deaf

    @property
    def heard(self) -> int:
        """How many wait: 0 when nobody looks."""
        with self._lock:
            return len(self._waiting)


class Choice(BaseModel):
    """One step that could be taken next."""

    id: str = Field(examples=["run user1"])
    words: str = Field(examples=["user1 goes on, taking the queue lock of zone0 (audit_io.c:372)"])
    thread: str = Field(default="", examples=["user1"])


class Branch(BaseModel):
    """A run of the same family: where it left its parent, and how long it is."""

    id: str
    title: str
    forked_at: int | None
    steps: int


class RunState(BaseModel):
    """What is known of a run beside its picture."""

    id: str = Field(examples=["run-1"])
    kind: Literal["driven", "live"]
    title: str
    seq: int = Field(description="for If-Match: it grows with every change")
    at: int = Field(description="the step that is shown")
    steps: int = Field(description="steps taken so far; of a live run, events of the trace")
    running: bool = False
    granularity: str = "blocking"
    choices: list[Choice] = Field(default=[], description="what can be done next, the default first")
    divergence: int | None = Field(default=None, description="the first step at which the sides part")
    branches: list[Branch] = []
    note: str = Field(default="", description="what is said of the step that is shown")
    words: str = Field(default="", description="why a run to a condition stopped, and the like")


class RunTo(BaseModel):
    """A run until something holds, bounded in steps and seconds."""

    until: Literal["steps", "sleep", "drop", "high water", "divergence", "door error", "idle"] = "steps"
    thread: str | None = Field(default=None, description="for sleep: this one alone")
    steps: int = Field(default=1000, ge=1, le=100_000)
    seconds: float = Field(default=5.0, gt=0, le=600)
    pace: float | None = Field(
        default=None, ge=0.01, le=1000, description="steps a second, to be watched; None: at once"
    )


class Act(BaseModel):
    """Something a person makes happen, as a thread or as the world around the queue."""

    act: Literal["produce", "defer", "async", "drain", "burst", "tick", "timer", "softcall", "call", "rate"]
    thread: str | None = Field(default=None, examples=["user1"], description="who; without it the next idle one")
    size: int = Field(default=64, ge=1, le=16_000, description="bytes of text in the record")
    times: int = Field(default=1, ge=1, le=10_000)
    call: dict[str, Any] | None = Field(default=None, description="for call: a step of the protocol")


class Policy(BaseModel):
    """Flags and queue controls to be set; what is left out stays."""

    flags: dict[str, bool] = Field(default={}, examples=[{"cnt": True}])
    high_water: int | None = None
    low_water: int | None = None
    buffer_size: int | None = None
    delay: int | None = None
    auditing: bool | None = None


class Inject(BaseModel):
    """A fault of the surroundings. `times` is how often the door answers so."""

    fault: Literal["door", "again", "gone", "back", "stop", "continue", "memory", "minus one"]
    error: int = Field(default=4, ge=0, le=255, description="for door: the error it answers; 4 is EINTR")
    times: int = Field(default=1, ge=1, le=1000)
    on: bool = Field(default=True, description="for memory: whether it is gone")


class TimelineSpan(BaseModel):
    """A stretch of a thread's track: from step `begin` to step `end`, both within the run."""

    begin: int
    end: int
    kind: str = Field(examples=["synchronous"])
    words: str = ""


class Track(BaseModel):
    """One thread's track."""

    name: str
    spans: list[TimelineSpan]


class Timeline(BaseModel):
    """Tracks of a stretch of a run, and the queue's length as points of (step, least, most)."""

    begin: int
    end: int
    tracks: list[Track]
    length: list[tuple[int, int, int]]
    divergence: int | None = None
    marks: list[tuple[int, int, int]] = Field(default=[], description="(from step, high water, low water)")


class Row(BaseModel):
    """A line of a tree: a name, bytes, a value."""

    name: str
    depth: int = 0
    size: int | None = None
    value: str = ""


class Detail(BaseModel):
    """What the inspector says of a thing that was chosen."""

    title: str
    pill: str = ""
    tone: str = Field(default="", description="asleep, good, bad or nothing")
    path: list[str] = Field(default=[], description="functions in progress, outermost first")
    lines: tuple[int, int] | None = Field(default=None, description="of audit_io.c")
    at: int | None = Field(default=None, description="the line at which the thread stands")
    function: str = ""
    notes: list[str] = Field(default=[], description="what these lines and those around them do, in our words")
    why: str = ""
    clause: str | None = None
    clause_sentence: str = ""
    facts: list[Row] = []
    record_title: str = ""
    record: list[Row] = []


class Run(Protocol):
    """A run."""

    @property
    def id(self) -> str:
        """It fits an address."""

    @property
    def kind(self) -> Literal["driven", "live"]:
        """Whether a person or the operating system chooses who goes on."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def bell(self) -> Bell:
        """Rung when it has changed."""

    @property
    def seq(self) -> int:
        """Grows with every change."""

    @property
    def jumps(self) -> int:
        """Grows when the run was moved to another moment: followers get a snapshot."""

    def state(self) -> RunState:
        """What is known beside the picture."""

    def view(self, at: int | None = None) -> View:
        """The picture now, or at a moment. Raises NotDone for one that is not kept."""

    def timeline(self, begin: int, end: int | None) -> Timeline:
        """Tracks of a stretch."""

    def detail(self, selected: str, at: int | None) -> Detail:
        """Of `thr:name`, `rec:number`, `frag`, `door`, `daemon`, `trail`, `queue`."""

    def step(self, choice: str | None, by: int, seq: int | None) -> None:
        """Take the chosen step or the default one; `by` -1 goes back. `seq` is the one the caller has seen."""

    def run(self, order: RunTo, seq: int | None) -> None:
        """Begin to run; returns at once."""

    def pause(self, seq: int | None) -> None:
        """Stop running; of a live run, the workload."""

    def seek(self, at: int, seq: int | None) -> None:
        """Show another moment."""

    def fork(self, at: int, title: str, seq: int | None) -> "Run":
        """Another run that shares the first `at` steps."""

    def act(self, order: Act, seq: int | None) -> str:
        """Make something happen; what came of it, in words."""

    def policy(self, order: Policy, seq: int | None) -> str:
        """Set flags and controls; what came of it."""

    def fault(self, order: Inject, seq: int | None) -> str:
        """Break something, or mend it; what came of it."""

    def document(self) -> dict[str, Any]:
        """The run as a document of the protocol's format: of a live run, its configuration, to be driven on."""

    def trail(self, at: int | None) -> bytes:
        """The records that had reached the daemon."""

    def close(self) -> None:
        """Give everything back."""
