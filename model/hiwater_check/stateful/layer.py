"""The layer `stateful`: thousands of random runs of the model alone, every invariant at every step.

Not good for: proof. It says how many steps kept every invariant, what they reached, and what they never reached.
"""

import platform
from importlib.metadata import version
from typing import Any, Final

from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.stateful.invariants import BY_RUN, INVARIANTS
from hiwater_check.stateful.reached import UNSEEN, clauses_to_see, never
from hiwater_check.stateful.search import SCOPES, Seen, Size, search
from hiwater_conform.coverage import POINTS_OF_NEIGHBOURS, POINTS_OF_THE_FILE
from hiwater_conform.runs import SavedRun, run_to_wire
from hiwater_conform.story import tell_saved

SIZES: Final = {
    Effort.QUICK: Size(examples=400, moves=20, runs=1_600, longest=45, seed=1),
    Effort.USUAL: Size(examples=1_000, moves=40, runs=4_000, longest=200, seed=2),
    Effort.LONG: Size(examples=5_000, moves=50, runs=200_000, longest=100, seed=3),
}
_SHRINK_SECONDS: Final = 6.0
_LEFT_OUT_MOST: Final = {Effort.QUICK: 8, Effort.USUAL: 0, Effort.LONG: 0}
"""Points and clauses that runs of this size may miss; functions and events none."""


def run(effort: Effort, tell: Tell) -> Showing:
    """Search at a size; holds if no invariant is broken and what must be reached was reached."""
    size = SIZES[effort]
    seen = search(size, _SHRINK_SECONDS, lambda done: tell("runs", done, size.examples + size.runs))
    missing = never(seen.coverage)
    reached = not {"functions", "events"} & missing.keys() and sum(map(len, missing.values())) <= _LEFT_OUT_MOST[effort]
    lines = _told(seen) if seen.run is not None else [_summary(seen), *_missing(missing, reached=reached)]
    return Showing(seen.run is None and reached, lines, _document(seen, size, missing))


def _summary(seen: Seen) -> str:
    return (
        f"{len(INVARIANTS) + len(BY_RUN)} invariants held in {seen.runs} random runs ({seen.drawn_runs} by Hypothesis "
        f"{version('hypothesis')}), {seen.steps} steps of the model alone; sampled, not proved"
    )


def _missing(missing: dict[str, list[str]], *, reached: bool) -> list[str]:
    points = len(POINTS_OF_THE_FILE) + len(POINTS_OF_NEIGHBOURS)
    if not missing:
        return [f"all {points} points and all {len(clauses_to_see())} clauses that a step can show were reached"]
    names = [f"never reached, {kind}: {', '.join(found)}" for kind, found in missing.items()]
    return names if reached else ["NOT REACHED, and should have been:", *names]


def _told(seen: Seen) -> list[str]:
    """The refutation as a story; a step that raises is left out of what is replayed."""
    assert seen.run is not None
    assert seen.broken is not None
    last = f"step {len(seen.run.steps)} breaks the invariant {seen.broken.invariant!r}: {seen.broken.how}"
    return [last, *tell_saved(_replayable(seen)).splitlines()]


def _replayable(seen: Seen) -> SavedRun:
    run, broken = seen.run, seen.broken
    assert run is not None
    if broken is not None and broken.invariant == "total":
        return SavedRun(run.configuration, run.steps[:-1], title=run.title)
    return run


def _document(seen: Seen, size: Size, missing: dict[str, list[str]]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "tools": {"hypothesis": version("hypothesis"), "python": platform.python_version()},
        "scope": {
            **size._asdict(),
            "scopes": [[scope.width, scope.granularity.value, scope.profile.value] for scope in SCOPES],
        },
        "runs": seen.runs,
        "runs_of_hypothesis": seen.drawn_runs,
        "steps": seen.steps,
        "seconds": round(seen.seconds, 1),
        "steps_per_second": round(seen.steps / seen.seconds) if seen.seconds else None,
        "invariants": {
            **{one.name: {"sentence": one.sentence, "clauses": list(one.clauses)} for one in INVARIANTS},
            **{name: {"sentence": sentence, "clauses": []} for name, sentence in BY_RUN.items()},
        },
        "never_reached": missing,
        "cannot_be_seen": UNSEEN,
        "coverage": seen.coverage.summary(),
    }
    if seen.run is not None and seen.broken is not None:
        document["refuted"] = {"invariant": seen.broken.invariant, "how": seen.broken.how}
        document["witness_steps"] = len(seen.run.steps)
        document["run"] = run_to_wire(seen.run)
    return document
