"""Each rule of the linter passes on the toy and fails on a planted fault, with one line that names it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hiwater_conform.clauses import Citation, Citations, Clause, Problem, Registry, Span, lint, message
from hiwater_conform.clauses import problems as problem_types
from hiwater_conform.clauses.problems import (
    AssertionUnnamed,
    ClauseUncited,
    DecisionUncovered,
    DigestMissing,
    DigestWrong,
    DuplicateId,
    ExcuseStale,
    OutOfOrder,
    PartUncovered,
    PartWrong,
    SpanOutside,
    UnknownCitation,
    UnknownPart,
)
from tests.conformance.clauses.toy import TOY, changed, toy_registry, toy_source

CITED = ("TOY-01", "TOY-02", "FILL-01", "FILL-02", "FILL-03", "FILL-04", "FILL-05")


@pytest.fixture
def toy(tmp_path: Path) -> Registry:
    """The toy's clauses."""
    return toy_registry(tmp_path)


def cited(*identifiers: str) -> Citations:
    """Citations of these ids by one function."""
    return Citations(tuple(Citation(identifier, "toy.model", "f", 1) for identifier in identifiers))


def with_clauses(registry: Registry, clauses: tuple[Clause, ...]) -> Registry:
    """The registry with these clauses in the area `toy`."""
    areas = tuple(replace(area, clauses=clauses) if area.name == "toy" else area for area in registry.areas)
    return replace(registry, areas=areas)


def edited(registry: Registry, identifier: str, /, **fields: Any) -> Registry:
    """The registry with other fields in one clause."""
    area = next(area for area in registry.areas if area.name == "toy")
    return with_clauses(
        registry,
        tuple(replace(clause, **fields) if clause.identifier == identifier else clause for clause in area.clauses),
    )


def without(registry: Registry, identifier: str) -> Registry:
    """The registry without one clause."""
    area = next(area for area in registry.areas if area.name == "toy")
    return with_clauses(registry, tuple(clause for clause in area.clauses if clause.identifier != identifier))


def found(registry: Registry) -> tuple[Problem, ...]:
    """All problems, with model and C as they should be."""
    return lint(registry, cited(*CITED), toy_source())


def test_toy_is_clean(toy: Registry) -> None:
    """Clauses, citations and C that agree have no problem."""
    assert found(toy) == ()


def test_duplicate_id(toy: Registry) -> None:
    """An id that comes twice is found."""
    assert DuplicateId("FILL-02", ("toy", "toy")) in found(edited(toy, "FILL-03", identifier="FILL-02"))


def test_number_left_out(toy: Registry) -> None:
    """A gap in the numbers is found."""
    assert OutOfOrder("FILL-04", "FILL-03", "toy") in found(without(toy, "FILL-03"))


def test_numbers_exchanged(toy: Registry) -> None:
    """Numbers that do not rise are found."""
    clauses = next(area for area in toy.areas if area.name == "toy").clauses
    exchanged = (*clauses[:2], clauses[3], clauses[2], *clauses[4:])
    assert OutOfOrder("FILL-02", "FILL-01", "toy") in found(with_clauses(toy, exchanged))


def test_prefix_spread(toy: Registry) -> None:
    """A prefix that comes again after another is found."""
    clauses = next(area for area in toy.areas if area.name == "toy").clauses
    spread = (clauses[0], *clauses[2:], clauses[1])
    assert OutOfOrder("TOY-02", "another prefix", "toy") in found(with_clauses(toy, spread))


def test_unknown_part(toy: Registry) -> None:
    """A function that the C does not define is found."""
    assert UnknownPart("FILL-03", "fil") in found(edited(toy, "FILL-03", function="fil"))


@pytest.mark.parametrize("span", [Span(13, 14), Span(31, 33), Span(26, 25)])
def test_span_outside(toy: Registry, span: Span) -> None:
    """Lines that leave the function at either end, or run backwards, are found."""
    assert SpanOutside("FILL-03", span, "fill", Span(14, 32)) in found(edited(toy, "FILL-03", span=span))


def test_exception_outside(toy: Registry) -> None:
    """An exception's lines are held to its function too."""
    entry = replace(toy.not_modelled[0], span=Span(28, 33))
    problems = found(replace(toy, not_modelled=(entry,)))
    assert SpanOutside("not_modelled 28-33", Span(28, 33), "fill", Span(14, 32)) in problems


def test_digest_missing(toy: Registry) -> None:
    """A clause whose digest was never written is found."""
    assert found(edited(toy, "FILL-03", digest=None)) == (DigestMissing("FILL-03"),)


def test_digest_wrong(toy: Registry) -> None:
    """A digest that is not that of the lines is found when the C is at hand."""
    planted = edited(toy, "FILL-03", digest="0" * 16)
    actual = toy.find("FILL-03").digest
    assert found(planted) == (DigestWrong("FILL-03", Span(25, 26), "0" * 16, actual or ""),)
    assert lint(planted, cited(*CITED), None) == ()


def test_other_c(toy: Registry) -> None:
    """A part that is not as source.toml says is found, and so are a new one and one that is gone."""
    other = changed(TOY, ("old_style(m)", "new_style(m)"), ("add(n);", "add(n + 1);"))
    names = {problem.name for problem in lint(toy, None, other) if isinstance(problem, PartWrong)}
    assert names == {"old_style", "new_style", "fill"}


def test_part_uncovered(toy: Registry) -> None:
    """A function without a clause is found without the C."""
    assert PartUncovered("old_style") in lint(without(toy, "TOY-02"), None, None)


def test_decision_uncovered(toy: Registry) -> None:
    """A decision that leaves its clause is found without the C."""
    planted = edited(toy, "FILL-02", span=Span(22, 24))
    assert lint(planted, None, None) == (DecisionUncovered(21, "fill"),)
    assert DecisionUncovered(28, "fill") in lint(replace(toy, not_modelled=()), None, None)


def test_assertion_unnamed(toy: Registry) -> None:
    """A clause with an assertion that does not say what debug does is found."""
    assert found(edited(toy, "FILL-01", profiles={})) == (AssertionUnnamed("FILL-01", 19),)


def test_unknown_citation(toy: Registry) -> None:
    """An id that the model cites and no clause has is found."""
    assert lint(toy, cited(*CITED, "FILL-99"), None) == (UnknownCitation("FILL-99", "toy.model:f", 1),)


@pytest.mark.parametrize("identifier", CITED)
def test_clause_uncited(toy: Registry, identifier: str) -> None:
    """A clause that binds and that no function cites is found, whether must or observed."""
    rest = tuple(other for other in CITED if other != identifier)
    assert lint(toy, cited(*rest), None) == (ClauseUncited(identifier),)


def test_excused_clause_needs_no_citation(toy: Registry) -> None:
    """An exception with the clause's id and lines takes the place of a citation."""
    excuse = replace(toy.not_modelled[0], clause="FILL-05", span=Span(31, 31))
    registry = replace(toy, not_modelled=(*toy.not_modelled, excuse))
    assert lint(registry, cited(*CITED[:-1]), None) == ()


def test_stale_excuse(toy: Registry) -> None:
    """An excuse for a clause that is not there, is cited after all, or has other lines is found."""
    excuse = toy.not_modelled[0]
    for clause, span in (("FILL-99", Span(28, 30)), ("FILL-05", Span(31, 31)), ("FILL-04", Span(28, 30))):
        planted = replace(toy, not_modelled=(excuse, replace(excuse, clause=clause, span=span)))
        assert [type(problem) for problem in lint(planted, cited(*CITED), None)] == [ExcuseStale]


EXAMPLES: tuple[Problem, ...] = (
    DuplicateId("A-01", ("a", "b")),
    OutOfOrder("A-03", "A-02", "a"),
    UnknownPart("A-01", "f"),
    SpanOutside("A-01", Span(1, 2), "f", Span(3, 4)),
    DigestMissing("A-01"),
    DigestWrong("A-01", Span(1, 2), "0", "1"),
    PartWrong("f", "nothing", "lines 1-2"),
    PartUncovered("f"),
    DecisionUncovered(7, "f"),
    AssertionUnnamed("A-01", 7),
    UnknownCitation("A-01", "m:f", 7),
    ClauseUncited("A-01"),
    ExcuseStale("A-01", "the model cites it"),
)


def test_every_problem_is_one_line() -> None:
    """Every type of problem has an example here, and its message is one line."""
    assert {type(example) for example in EXAMPLES} == set(problem_types.Problem.__args__)
    for example in EXAMPLES:
        assert message(example).strip()
        assert "\n" not in message(example)
