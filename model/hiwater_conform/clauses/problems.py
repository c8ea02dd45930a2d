"""What the linter can find, one type a rule, and the one place where each becomes a line of text."""

from __future__ import annotations

from dataclasses import dataclass

from hiwater_conform.clauses.source_text import Span


@dataclass(frozen=True, slots=True)
class DuplicateId:
    """Two clauses have one id."""

    identifier: str
    areas: tuple[str, str]


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """A clause is not the next number of its prefix, or its prefix is spread over the data."""

    identifier: str
    expected: str
    area: str


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A clause or an exception names a function or table that the C does not define."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class SpanOutside:
    """The lines of a clause or an exception do not lie inside its part of the C."""

    owner: str
    span: Span
    name: str
    part: Span


@dataclass(frozen=True, slots=True)
class DigestMissing:
    """A clause or an exception about a part of the C has no digest yet."""

    owner: str


@dataclass(frozen=True, slots=True)
class DigestWrong:
    """The digest of the lines is another one."""

    owner: str
    span: Span
    recorded: str
    actual: str


@dataclass(frozen=True, slots=True)
class PartWrong:
    """source.toml does not say of a part what the C says: other lines, another digest, or only one of them has it."""

    name: str
    recorded: str
    actual: str


@dataclass(frozen=True, slots=True)
class PartUncovered:
    """A function or table of the C has no clause."""

    name: str


@dataclass(frozen=True, slots=True)
class DecisionUncovered:
    """A line that decides something is in no clause, and no exception gives a reason."""

    line: int
    function: str


@dataclass(frozen=True, slots=True)
class AssertionUnnamed:
    """The lines of a clause hold an assertion, but it does not say what the profile `debug` does."""

    identifier: str
    line: int


@dataclass(frozen=True, slots=True)
class UnknownCitation:
    """The model's code cites an id that no clause has."""

    identifier: str
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class ClauseUncited:
    """No function of the model cites a clause that binds, and no exception gives a reason."""

    identifier: str


@dataclass(frozen=True, slots=True)
class ExcuseStale:
    """An exception names a clause that does not exist, that the model does cite, or whose lines are others."""

    identifier: str
    why: str


Problem = (
    DuplicateId
    | OutOfOrder
    | UnknownPart
    | SpanOutside
    | DigestMissing
    | DigestWrong
    | PartWrong
    | PartUncovered
    | DecisionUncovered
    | AssertionUnnamed
    | UnknownCitation
    | ClauseUncited
    | ExcuseStale
)


def message(problem: Problem) -> str:
    """The problem as one line."""
    match problem:
        case UnknownCitation() | ClauseUncited() | ExcuseStale():
            return _message_of_model(problem)
        case DuplicateId(identifier, (first, second)):
            return f"{identifier}: two clauses have this id, in {first}.toml and {second}.toml"
        case OutOfOrder(identifier, expected, area):
            return f"{identifier}: {area}.toml should have {expected} here; numbers rise by one, prefixes stay together"
        case UnknownPart(owner, name):
            return f"{owner}: audit_io.c defines no {name}"
        case SpanOutside(owner, span, name, part):
            return f"{owner}: lines {span} are not inside {name}, which has {part}"
        case DigestMissing(owner):
            return f"{owner}: has no digest; `python -m hiwater_conform.clauses write LISTING` writes it"
        case DigestWrong(owner, span, recorded, actual):
            return f"{owner}: the digest of lines {span} is {actual}, not {recorded}"
        case PartWrong(name, recorded, actual):
            return f"{name}: source.toml has {recorded}, the C has {actual}"
        case PartUncovered(name):
            return f"{name}: no clause is about it"
        case DecisionUncovered(line, function):
            return f"audit_io.c:{line}: a decision of {function} is in no clause and not in not_modelled.toml"
        case AssertionUnnamed(identifier, line):
            return f"{identifier}: holds the assertion of line {line} but does not say what profile debug does"


def _message_of_model(problem: UnknownCitation | ClauseUncited | ExcuseStale) -> str:
    match problem:
        case UnknownCitation(identifier, place, line):
            return f"{identifier}: cited by {place} (line {line}), but no clause has this id"
        case ClauseUncited(identifier):
            return f"{identifier}: no function of the model cites it"
        case ExcuseStale(identifier, why):
            return f"{identifier}: not_modelled.toml excuses it, but {why}"
