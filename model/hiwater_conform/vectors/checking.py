"""Vectors held against the model: right answers are the model's, wrong ones are refused and blamed as they say.

Not good for: an implementation; `conforming` sends vectors to one.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any, Final, NamedTuple

from hiwater_conform.clauses import Strength, clause_registry
from hiwater_conform.comparison import compare_answers
from hiwater_conform.difference import as_lists
from hiwater_conform.run_parts import GivenAnswer, SeenDifference
from hiwater_conform.runs import SavedRun, run_from_text
from hiwater_conform.transcript import BEFORE_STEPS, replay
from hiwater_conform.vectors import buffers, hostile
from hiwater_conform.vectors.pair import positive_of
from hiwater_conform.vectors.stored import BUFFERS, HOSTILE, Listed, lines_of, read_manifest
from hiwater_conform.wire_values import NotThisForm, text_of

_NOT_ALL_STEPS: Final = "not all of its steps are enabled and defined in the model"


def problems_of(folder: Traversable) -> Iterator[str]:
    """What is wrong with a folder of vectors, a line each; nothing if all is well. Raises OSError."""
    try:
        manifest = read_manifest(folder)
        seen: dict[str, set[bool]] = defaultdict(set)
        names: set[str] = set()
        for listed in manifest.files:
            checked = list(_checked(folder, listed))
            if len(checked) != listed.vectors:
                yield f"{listed.file}: {len(checked)} vectors, and not {listed.vectors} as the manifest says"
            for one in checked:
                if one.id in names:
                    yield f"{one.id}: more than one vector is called so"
                names.add(one.id)
                for clause in one.clauses[:1]:
                    seen[clause] |= one.kinds
                if one.problem is not None:
                    yield f"{one.id}: {one.problem}"
        yield from _missing(seen, manifest.without)
    except NotThisForm as error:
        yield str(error)


class _Checked(NamedTuple):
    """What was found of one vector; `kinds` has True if it is positive, False if it is negative, or both."""

    id: str
    clauses: tuple[str, ...]
    kinds: set[bool]
    problem: str | None


def _checked(folder: Traversable, listed: Listed) -> Iterator[_Checked]:
    for where, line in lines_of(folder, listed):
        if listed.file == BUFFERS:
            one = buffers.vector_from_wire(_json(where, line))
            kinds = {True} if one.forbidden is None else {True, False}
            yield _Checked(one.id, one.clauses, kinds, buffers.problem_of_buffers(one))
        elif listed.file == HOSTILE:
            trail = hostile.vector_from_wire(_json(where, line))
            yield _Checked(trail.id, (), set(), hostile.problem_of_hostile(trail))
        else:
            vector = run_from_text(line, where)
            yield _Checked(vector.id, vector.clauses, {vector.divergence is None}, problem_of(vector))


def _json(where: str, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise NotThisForm(where, f"JSON ({error})") from None


def problem_of(vector: SavedRun) -> str | None:
    """What is wrong with one vector, or None."""
    if not vector.answers or not vector.clauses:
        return "a vector has answers and clauses"
    return _of_a_positive(vector) if vector.divergence is None else _of_a_negative(vector, vector.divergence)


def _of_a_positive(vector: SavedRun) -> str | None:
    right = positive_of(vector.id, vector.clauses[0], vector.configuration, vector.steps)
    if right.steps != vector.steps:
        return _NOT_ALL_STEPS
    return None if vector == right else "its answers, or its clauses, are not those of the model"


def _of_a_negative(vector: SavedRun, said: SeenDifference) -> str | None:
    right = replay(vector.configuration, vector.steps)
    if right.steps != vector.steps:
        return _NOT_ALL_STEPS
    answers = [_line(number, answer) for number, answer in enumerate(vector.answers, start=BEFORE_STEPS + 1)]
    found = compare_answers(right, [*right.expected[:BEFORE_STEPS], *answers, right.expected[-1]])
    if found is None:
        return "the judge refuses none of its answers"
    if len(found.steps) != len(vector.steps):
        return f"the judge refuses the answer to step {len(found.steps)} already"
    seen = found.difference
    if (said.key, said.clause, said.actual) != (seen.key, seen.clause, as_lists(seen.actual)):
        return f"the judge refuses it for {seen.key}, and blames {seen.clause}"
    return None if said.clause in vector.clauses else f"the clause that is blamed, {said.clause}, is none of its own"


def _line(sequence: int, answer: GivenAnswer) -> bytes:
    return text_of({"seq": sequence, "events": list(answer.events), "changed": dict(answer.changed)}).encode()


def _missing(seen: Mapping[str, set[bool]], without: Mapping[str, str]) -> Iterator[str]:
    for clause in clause_registry().clauses:
        name = clause.identifier
        kinds = seen.get(name, set())
        if name in without and kinds:
            yield f"{name}: the manifest says that it has no vectors, and it has some"
        elif clause.strength is not Strength.UNDEFINED and name not in without and len(kinds) < 2:
            which = "neither a positive vector nor a negative one" if not kinds else "only one of its two vectors"
            yield f"{name}: {which}, and the manifest gives no reason"
