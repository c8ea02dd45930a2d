"""A layer that looks at one part after the other: scopes, promises, hunts; what stops one part stops no other.

Not good for: layers whose judges run side by side; see `contracts`.
"""

from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import Any, NamedTuple, TypeAlias

from hiwater_check.first import refuted
from hiwater_check.layer import Effort, Showing, Tell
from hiwater_conform.campaign import fewer_collections

Document: TypeAlias = dict[str, Any]


class Part(NamedTuple):
    """One thing looked at: how it went, in a line and as a document."""

    holds: bool
    line: str
    document: Document


Task: TypeAlias = tuple[str, Callable[[], Part]]
"""A part's name, and how it is looked at."""


def look_at(tasks: Iterable[Task], stopped_by: tuple[type[Exception], ...], tell: Tell) -> dict[str, Part]:
    """Every part by its name, with its seconds; an exception of `stopped_by` is a part that does not hold.

    A part's document may have `witness_steps`, the length of the run that shows what does not hold.
    """
    waiting = list(tasks)
    parts: dict[str, Part] = {}
    with fewer_collections():
        for number, (name, task) in enumerate(waiting):
            tell(name, number, len(waiting))
            began = perf_counter()
            part = parts[name] = _guarded(task, stopped_by)
            part.document.setdefault("seconds", round(perf_counter() - began, 3))
            if not part.holds:
                refuted(f"{name}: {part.line}", part.document.get("witness_steps"))
    tell("done", len(waiting), len(waiting))
    return parts


def shown(parts: Mapping[str, Part], effort: Effort, document: Document) -> Showing:
    """The showing of a layer, which holds if all its parts do; `document` is what the layer says besides."""
    lines = {name: f"{name}: {part.line}" for name, part in parts.items()}
    return Showing(
        all(part.holds for part in parts.values()),
        list(lines.values()),
        {
            "scope": f"{len(parts)} parts; programs of {effort.value} effort",
            **document,
            "parts": {name: {"holds": part.holds, **part.document} for name, part in parts.items()},
            "not as it should be": [lines[name] for name, part in parts.items() if not part.holds],
        },
    )


def _guarded(task: Callable[[], Part], stopped_by: tuple[type[Exception], ...]) -> Part:
    try:
        return task()
    except stopped_by as problem:
        return Part(False, str(problem), {"problem": str(problem)})
