"""What random runs must reach: every function, event and kind of step, every point of the protocol, every clause.

The clauses that can be seen are read off the model's sources: those that a point, a write or an event names. Not good
for: saying that a thing was reached in every way that matters.
"""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Final

from hiwater_conform.clauses import clause_registry, model_folder
from hiwater_conform.coverage import Coverage
from hiwater_conform.wire_events import EVENT_NAMES
from hiwater_model.steps import FUNCTIONS

_ONLY_CITED: Final = "implements"
"""The mark of a pure function, whose clause no step names."""

UNSEEN: Final = {
    "BACK-02": "what follows in the same step has a clause of its own",
    "DOOR-07": "what follows in the same step has a clause of its own",
    "DEQ-04": "it takes a second consumer, and two at once are undefined before that (IO-12)",
    "DEQ-08": "it takes a second consumer, and two at once are undefined before that (IO-12)",
    "IO-13": "it takes a second consumer, and two at once are undefined before that (IO-12)",
}
"""Clauses that no step can show, and why. That the last three never come is an invariant: `one_consumer`."""


@cache
def clauses_to_see() -> tuple[str, ...]:
    """The clauses that steps of the relation name and can show, by id."""
    known, found = set(clause_registry().identifiers), set()
    for path in sorted(model_folder().rglob("*.py")):
        found.update(known.intersection(_words(ast.parse(path.read_text(encoding="utf-8")))))
    return tuple(sorted(found - UNSEEN.keys()))


def _words(node: ast.AST) -> Iterator[str]:
    """Every string of a module, but for those that a mark holds."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == _ONLY_CITED:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _words(child)


def never(coverage: Coverage) -> dict[str, list[str]]:
    """What was not reached, by kind; kinds of which all was reached are left out."""
    missing = {
        "points": [f"{point.at} {point.kind} {point.what}" for point in coverage.never()],
        "functions": [name for name in FUNCTIONS if not coverage.functions[name]],
        "events": [name for name in EVENT_NAMES.values() if not coverage.events[name] and name != "undefined"],
        "clauses": [clause for clause in clauses_to_see() if not coverage.clauses[clause]],
    }
    return {kind: names for kind, names in missing.items() if names}
