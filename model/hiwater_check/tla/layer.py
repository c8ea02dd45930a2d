"""The layer: TLC on the independent spec and the shipped relation have the same states and labelled edges; liveness.

QUICK compares small scopes and asks for the plain promises; USUAL compares every small scope, some with fine steps,
asks every promise and plants every fault; LONG adds more fine steps. Not good for: what the spec has not
(`scopes.refuse_unknown`), and the large scopes, whose graphs are too large to be written down and compared.
"""

from collections.abc import Iterator
from functools import cache, partial
from time import perf_counter
from typing import Final

from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.parts import Document, Part, Task, look_at, shown
from hiwater_check.states.graph import TooManyStates
from hiwater_check.states.scope import SMALL
from hiwater_check.tla.cited import cited, followed
from hiwater_check.tla.comparison import ProjectionForgets, compared, relation_behaviour
from hiwater_check.tla.dump import Behaviour, explore_by_tlc, verdict_by_tlc
from hiwater_check.tla.faults import TwoSidedFault, broken, faults
from hiwater_check.tla.instance import instance
from hiwater_check.tla.promises import PROMISES, QUICK, STEPS, Promise, asked, invariants
from hiwater_check.tla.running import Failed, spec, tools
from hiwater_check.tla.scopes import OWN, shared
from hiwater_model.configuration import Granularity

COMPARED_QUICKLY: Final = (
    "one in pieces",
    "told",
    "turned off",
    "administered",
    "event",
    "event, halt",
    "event, early",
)
"""Scopes that every run compares."""
FINE_QUICKLY: Final = ("one record",)
FINE_USUALLY: Final = ("one record", "one in pieces", "one event", "event, off", "event, early")
FINE_AT_LENGTH: Final = ("told", "administered", "turned off", "full")
"""Scopes that are compared with fine steps."""
_CLAUSES: Final = "clauses"
MOST_STATES: Final = 1_000_000


def run(effort: Effort, tell: Tell) -> Showing:
    """Look at everything that the effort allows. Raises ToolMissing."""
    tools()
    parts = look_at(_tasks(effort), (Failed, ProjectionForgets, TooManyStates), tell)
    compared_ones = parts[_CLAUSES].document.get("compared", [])
    return shown(parts, effort, {"tool": {"TLC": _version(parts)}, "clauses": compared_ones})


def _version(parts: dict[str, Part]) -> str | None:
    return next((part.document["version"] for part in parts.values() if part.document.get("version")), None)


def _tasks(effort: Effort) -> Iterator[Task]:
    names = COMPARED_QUICKLY if effort is Effort.QUICK else (*OWN, *SMALL)
    for name in names:
        yield name, partial(_scope, name, Granularity.BLOCKING)
    yield _CLAUSES, partial(_clauses, names)
    fine = {Effort.QUICK: FINE_QUICKLY, Effort.USUAL: FINE_USUALLY, Effort.LONG: (*FINE_USUALLY, *FINE_AT_LENGTH)}
    for name in fine[effort]:
        yield f"{name}, fine", partial(_scope, name, Granularity.FINE)
    for name in QUICK if effort is Effort.QUICK else PROMISES:
        yield f"promise: {name}", partial(_promise, PROMISES[name])
    if effort is not Effort.QUICK:
        for planted in faults():
            yield f"fault: {planted.fault.name}", partial(_fault, planted)


def _scope(name: str, granularity: Granularity) -> Part:
    program = shared(name).at(granularity)
    explored = explore_by_tlc(spec(), instance(program, invariants=invariants(program), properties=STEPS))
    ran = explored.ran
    document: Document = {
        "version": ran.version,
        "granularity": granularity.value,
        "tlc_seconds": round(ran.seconds, 3),
    }
    if ran.violated is not None:
        return Part(False, f"{ran.violated} fails in the spec: {', '.join(ran.trace)}", document)
    began = perf_counter()
    relation = relation_behaviour(program, most=MOST_STATES)
    seconds = perf_counter() - began
    result = compared(relation, explored.behaviour)
    document |= {
        "states": result.relation_states,
        "edges": result.relation_edges,
        "tlc_states": result.tla_states,
        "tlc_edges": result.tla_edges,
        "relation_seconds": round(seconds, 3),
        "invariants": len(invariants(program)) + len(STEPS),
    }
    if result.difference is not None:
        return Part(False, result.difference.line, {**document, "difference": result.difference._asdict()})
    line = f"equal: {result.tla_states} states, {result.tla_edges} labelled edges; TLC {ran.seconds:.1f} s"
    return Part(True, f"{line}, relation {seconds:.1f} s", document)


def _clauses(names: tuple[str, ...]) -> Part:
    """Which clauses the comparison is about, and which of those that the spec cites no program has followed."""
    ran = frozenset[str]().union(*(followed(shared(name)) for name in names))
    compared_ones, others = sorted(cited() & ran), sorted(cited() - ran)
    line = f"{len(compared_ones)} clauses that the spec cites were followed"
    if others:
        line += f"; not {', '.join(others)}"
    return Part(bool(compared_ones), line, {"compared": compared_ones, "not_followed": others})


def _promise(promise: Promise) -> Part:
    answer = asked(spec(), promise)
    ran = answer.ran
    document = {
        "version": ran.version,
        "property": promise.property,
        "kept": ran.violated is None,
        "states": ran.distinct,
        "trace": list(ran.trace),
        "back": ran.back,
        "tlc_seconds": round(ran.seconds, 3),
    }
    line = f"{promise.why}: {promise.property} {answer.line}"
    return Part(answer.as_told, line if answer.as_told else f"NOT AS TOLD: {line}", document)


def _fault(planted: TwoSidedFault) -> Part:
    result = broken(planted, _graph)
    document = {
        "side": planted.side,
        "scope": planted.scope,
        "clauses": list(planted.fault.clauses),
        "difference": result.difference,
        "seconds": round(result.seconds, 3),
    }
    line = result.difference or f"NOT NOTICED at the scope {planted.scope}"
    return Part(result.difference is not None, f"{planted.fault.what}: {line}", document)


@cache
def _graph(name: str) -> Behaviour:
    return explore_by_tlc(spec(), instance(shared(name))).behaviour


def seconds_of_tlc(name: str, granularity: Granularity = Granularity.BLOCKING) -> tuple[int, float]:
    """States of a named scope, and seconds of TLC from its start to its verdict, with nothing written down.

    For the benchmark. Raises KeyError, NotInTheSpec, ToolMissing, Failed.
    """
    program = shared(name).at(granularity)
    ran = verdict_by_tlc(spec(), instance(program, invariants=invariants(program), properties=STEPS))
    return ran.distinct, ran.seconds
