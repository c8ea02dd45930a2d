"""The runs that are open: driven and live ones, by id; the oldest driven ones make room, and threads are kept few."""

from collections.abc import Callable, Sequence
from itertools import count
from threading import Lock
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from hiwater_conform.runs import SavedRun, run_from_wire
from hiwater_conform.wire_configuration import configuration_from_wire
from hiwater_conform.wire_values import NotThisForm
from hiwater_inspector.web.comparing.sides import NoSide, title_of
from hiwater_inspector.web.queue.demonstration import demonstration
from hiwater_inspector.web.queue.driven import DrivenRun, Origin
from hiwater_inspector.web.queue.pair import STEPS_MOST, begun
from hiwater_inspector.web.queue.run import NotDone, Run
from hiwater_inspector.web.queue.scheduling import Schedule
from hiwater_inspector.web.shelf.shelf import NotOnShelf, Shelf
from hiwater_model.configuration import Configuration, Granularity, ImpossibleConfiguration

RUNS_MOST: Final = 48
STEPS_KEPT_MOST: Final = 300_000
"""Of all driven runs together: some 2 KB each."""
OPEN_MOST: Final = 8
"""Implementations that hold threads at the same time; others rest until they are driven on."""


class NewRun(BaseModel):
    """What a new driven run begins from: a saved run, a document, a configuration, or nothing."""

    kind: Literal["driven", "live"] = "driven"
    open: str | None = Field(default=None, description="id of a saved run", examples=["scenario-high-water"])
    take_over: str | None = Field(default=None, description="id of an open run whose configuration is driven on")
    document: dict[str, Any] | None = Field(default=None, description="a run of the protocol")
    configuration: dict[str, Any] | None = Field(default=None, description="a configuration of the protocol")
    title: str = Field(default="", max_length=200)
    workload: bool | None = Field(default=None, description="threads make records; by default if there are no steps")
    granularity: Granularity = Granularity.BLOCKING
    implementation: str = Field(default="implementation", description="or original, or fault:NAME")


class Runs:
    """Thread-safe. `close` ends them all."""

    def __init__(self, shelf: Shelf, live: Callable[[str], Run] | None = None) -> None:
        self._shelf = shelf
        self._live = live
        self._beginning = Lock()
        self._runs: dict[str, Run] = {}
        self._lock = Lock()
        self._numbers = count(1)

    def all(self) -> Sequence[Run]:
        """All that are open, the oldest first."""
        with self._lock:
            return tuple(self._runs.values())

    def get(self, identifier: str) -> Run:
        """One of them. Raises NotDone."""
        with self._lock:
            found = self._runs.get(identifier)
        if found is None:
            raise NotDone(f"There is no run {identifier!r} here any more; begin one at /queue.", 404)
        return found

    def create(self, order: NewRun) -> Run:
        """A driven run; or the live one, of which there is one at a time. Raises NotDone for what cannot begin."""
        return self._the_live_one() if order.kind == "live" else self._driven(order)

    def _the_live_one(self) -> Run:
        with self._beginning:
            found = next((run for run in self.all() if run.kind == "live"), None)
            if found is not None:
                return found
            if self._live is None:
                raise NotDone("This inspector has no live run; begin a driven one.", 404)
            run = self._live("live")
            with self._lock:
                self._runs[run.id] = run
            return run

    def _driven(self, order: NewRun) -> DrivenRun:
        try:
            title_of(order.implementation)
            saved, title = self._saved(order)
        except (NotThisForm, ImpossibleConfiguration) as error:
            raise NotDone(f"This is no run of the protocol: {error}.", 422) from None
        except (NotOnShelf, NoSide) as error:
            raise NotDone(str(error), 404) from None
        if len(saved.steps) > STEPS_MOST:
            raise NotDone(f"This run has {len(saved.steps):,} steps; {STEPS_MOST:,} at most can be driven.", 422)
        identifier = f"run-{next(self._numbers)}"
        workload = not saved.steps if order.workload is None else order.workload
        origin = Origin(order.title or title, order.implementation, dict(saved.notes), family=identifier)
        pair = begun(saved.configuration, order.implementation)
        return self._hold(DrivenRun(identifier, pair, Schedule(saved.steps, workload), origin))

    def fork(self, run: Run, at: int, title: str, seq: int | None) -> Run:
        """Another future of a driven run. Raises NotDone."""
        other = run.fork(at, title, seq)
        if not isinstance(other, DrivenRun):
            raise NotDone("Only a driven run can be forked; take the live one over first.")
        other.id = f"run-{next(self._numbers)}"
        return self._hold(other)

    def make_room(self, driven: Run) -> None:
        """Before this one is driven: others give their threads back, and the oldest go where there are too many."""
        others = [run for run in self.all() if isinstance(run, DrivenRun) and run is not driven]
        steps = sum(len(run.recording) for run in others)
        while others and (len(others) >= RUNS_MOST or steps > STEPS_KEPT_MOST):
            gone = others.pop(0)
            steps -= len(gone.recording)
            with self._lock:
                self._runs.pop(gone.id, None)
            gone.close()
        still_open = [run for run in others if run.is_open]
        for run in still_open[: max(0, len(still_open) - OPEN_MOST + 1)]:
            run.rest()

    def close(self) -> None:
        """End them all."""
        with self._lock:
            runs, self._runs = tuple(self._runs.values()), {}
        for run in runs:
            run.close()

    def _hold(self, run: DrivenRun) -> DrivenRun:
        run.branches = self._family
        with self._lock:
            self._runs[run.id] = run
        self.make_room(run)
        return run

    def _family(self, family: str) -> list[DrivenRun]:
        return [run for run in self.all() if isinstance(run, DrivenRun) and run.origin.family == family]

    def _saved(self, order: NewRun) -> tuple[SavedRun, str]:
        if order.document is not None:
            saved = run_from_wire(order.document)
            return saved, saved.title or "a run of your own"
        if order.open is not None:
            entry = self._shelf.get(order.open)
            return entry.run, entry.title
        if order.take_over is not None:
            run = self.get(order.take_over)
            return run_from_wire(run.document()), f"{run.title}, in slow motion"
        configuration: Configuration = demonstration(order.granularity)
        if order.configuration is not None:
            configuration = configuration_from_wire(order.configuration)
        return SavedRun(configuration, ()), "a run step by step"
