"""The layer: every obligation by two solvers, every property by Spacer; the translation and the abstraction tried.

Not good for: liveness; and for what the abstraction leaves out (records' bytes, the door, policies). That each step of
the model is one of the abstraction is tried on random runs here and on every edge of small scopes by the explorer; it
is not proved.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import Any, Final

from hiwater_check.induction.agreeing import disagreements, told
from hiwater_check.induction.edges import first_problem
from hiwater_check.induction.invariants import FALSE, FOLLOWS, INVARIANT
from hiwater_check.induction.judges import Judgement, by_cvc5, by_z3, versions
from hiwater_check.induction.obligations import (
    Obligation,
    companions,
    found_by_spacer,
    obligations,
    obligations_of_new_marks,
    possibilities,
)
from hiwater_check.induction.tight import most_queued_beyond_high_water, obligations_of_tightness
from hiwater_check.layer import Effort, Showing, Tell

_EDGES: Final = {Effort.QUICK: 50_000, Effort.USUAL: 200_000, Effort.LONG: 3_000_000}
_ARGUMENTS: Final = {Effort.QUICK: 8, Effort.USUAL: 200, Effort.LONG: 2_000}
"""For each function that is translated."""
_SEED: Final = 1


class _Shown:
    """What was shown so far, and what was not."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.obligations: list[dict[str, Any]] = []
        self.spacer: list[dict[str, Any]] = []
        self.clauses: set[str] = set()


def run(effort: Effort, tell: Tell) -> Showing:
    """Show everything; it does not hold if one judge refutes, or gives up."""
    began, shown = perf_counter(), _Shown()
    _judge_obligations(shown, tell)
    _ask_spacer(shown, tell)
    tell("the translation", 0, 0)
    shown.problems += disagreements(_ARGUMENTS[effort], _SEED)
    tell("edges of random runs", 0, 0)
    tried = first_problem(_EDGES[effort], _SEED)
    beyond, steps = most_queued_beyond_high_water()
    shown.problems += [] if tried.problem is None else [tried.problem]
    shown.problems += (
        [] if beyond == 1 else [f"the run of Q4 passes high water by {beyond}, and not by its one backend"]
    )
    document = {
        "tools": versions(),
        "clauses": sorted(shown.clauses),
        "obligations": shown.obligations,
        "spacer": shown.spacer,
        "functions_translated": len(told()),
        "arguments_each": _ARGUMENTS[effort],
        "edges": _EDGES[effort],
        "changes": dict(sorted(tried.changed.items())),
        "witness_steps": tried.steps or None,
        "beyond_high_water": {"finding": "Q4", "records": beyond, "steps": steps},
        "seconds": round(perf_counter() - began, 1),
    }
    return Showing(not shown.problems, shown.problems or [*_sums(shown), *_tried(document)], document)


def _tried(document: dict[str, Any]) -> Iterator[str]:
    beyond, functions = document["beyond_high_water"], document["functions_translated"]
    yield f"after {beyond['steps']} steps of the run of Q4 the queue is {beyond['records']} beyond high water"
    yield f"{functions} functions say the same to a solver and to Python, {document['arguments_each']} arguments each"
    changes = sum(document["changes"].values())
    yield f"{document['edges']:,} steps of random runs are steps of the abstraction; {changes:,} fields changed"


def _sums(shown: _Shown) -> Iterator[str]:
    holding = sum(1 for one in shown.obligations if one["holds"])
    others = len(shown.obligations) - holding
    yield f"{holding} obligations hold for all integers, by Z3 and by cvc5; {others} that must not hold, do not"
    yield f"{len(INVARIANT) + len(FOLLOWS)} properties found again by Spacer, {len(FALSE)} false ones refuted by it"
    yield "for any number of writers, any marks 0 <= low < high, any number of backends:"
    yield "  count + backends in flight <= high water + backends, and tight; no writer sleeps at or below low water;"
    yield "  the output thread never sleeps above it; none queued is lost; wt_block counts its sleepers"


def _judge_obligations(shown: _Shown, tell: Tell) -> None:
    for number, (obligation, judgements) in enumerate(_judged(), 1):
        tell(obligation.name, number, 0)
        shown.obligations.append(_row(obligation, judgements))
        shown.clauses |= set(obligation.clauses)
        wrong = [one for one in judgements if one.holds != obligation.holds]
        shown.problems += [_problem(obligation.name, one, obligation.holds) for one in wrong]


def _ask_spacer(shown: _Shown, tell: Tell) -> None:
    for expected, properties in ((True, (*INVARIANT, *FOLLOWS)), (False, FALSE)):
        for one in properties:
            tell(f"Spacer: {one.name}", 0, 0)
            judgement = found_by_spacer(one)
            together = [other.name for other in companions(one)]
            row = {"property": one.name, "together_with": together, "holds": judgement.holds}
            shown.spacer.append({**row, "seconds": round(judgement.seconds, 3)})
            if judgement.holds != expected:
                shown.problems.append(_problem(one.name, judgement, expected))


def _judged() -> Iterator[tuple[Obligation, tuple[Judgement, Judgement]]]:
    for obligation in (*obligations(), *obligations_of_new_marks(), *possibilities(), *obligations_of_tightness()):
        yield obligation, (by_z3(obligation.broken), by_cvc5(obligation.broken))


def _row(obligation: Obligation, judgements: tuple[Judgement, ...]) -> dict[str, Any]:
    return {
        "name": obligation.name,
        "holds": obligation.holds,
        **{one.judge: [one.holds, round(one.seconds * 1000, 1)] for one in judgements},
    }


def _problem(name: str, judgement: Judgement, expected: bool) -> str:
    if judgement.holds is None:
        return f"{judgement.judge} gave up: {name}"
    witness = ", ".join(f"{key} {value}" for key, value in judgement.witness.items())
    word = "refutes" if expected else "does not refute"
    return f"{judgement.judge} {word}: {name}{f' ({witness})' if witness else ''}"
