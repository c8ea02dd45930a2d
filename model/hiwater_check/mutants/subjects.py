"""Which functions are mutated: all decisions with their tables, and every shipped function under a contract."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from hiwater_check.contracts.about import SUBJECTS
from hiwater_check.contracts.pinned import pinned
from hiwater_check.mutants.mutations import MARK, mutations
from hiwater_model import decisions

SHARED = "hiwater_model.decisions"


class Mutant(NamedTuple):
    """A number in the list of all, the module and name of what is changed, the line, and the change in words."""

    number: int
    module: str
    name: str
    line: int
    what: str


class Change(NamedTuple):
    """A mutant, and what to put in and take out: the code of a function, or the value of a table."""

    mutant: Mutant
    function: FunctionType | None
    code: Any
    original: Any


@cache
def contracts_by_function() -> dict[FunctionType, tuple[FunctionType, ...]]:
    """For every function under contract: the contracts that look at it, its own first.

    A function with a contract of its own has to be judged by that one: its callers do not answer for it.
    """
    modules = {name: importlib.import_module(name) for name in pinned().confirmed}
    found: dict[FunctionType, list[FunctionType]] = {}
    for subject in SUBJECTS:
        if subject.module not in modules:
            continue
        contract = getattr(modules[subject.module], subject.contract)
        for function in subject.functions:
            if contract not in found.setdefault(function, []):
                found[function].append(contract)
    return {
        function: (function, *contracts) if "post:" in (function.__doc__ or "") else tuple(contracts)
        for function, contracts in found.items()
    }


@cache
def all_changes() -> tuple[Change, ...]:
    """Every mutant, numbered in the order of modules and lines."""
    functions = sorted(contracts_by_function(), key=lambda one: (one.__module__, one.__code__.co_firstlineno))
    found: list[Change] = []
    for function in functions:
        for line, what, code in _codes(function):
            mutant = Mutant(len(found), function.__module__, function.__qualname__, line, what)
            found.append(Change(mutant, function, code, function.__code__))
    for name, place, value in _tables():
        what = f"{name}[{place}] → {value[place]}"
        found.append(Change(Mutant(len(found), SHARED, name, 0, what), None, value, getattr(decisions, name)))
    return tuple(found)


def _codes(function: FunctionType) -> Iterator[tuple[int, str, CodeType]]:
    module = importlib.import_module(function.__module__)
    tree = _tree(module)
    (definition,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _covers(node, function.__code__.co_firstlineno, function.__name__)
    )
    for mutation in mutations(definition):
        plain = mutation.function
        plain.decorator_list = []
        scope: dict[str, Any] = dict(vars(module))
        exec(compile(ast.Module([plain], []), module.__file__ or "", "exec"), scope)
        code = scope[plain.name].__code__
        yield mutation.line, mutation.what, code.replace(co_qualname=function.__qualname__)


def _covers(node: ast.FunctionDef, first_line: int, name: str) -> bool:
    """The definition, decorators and all, begins in this line."""
    begins = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return node.name == name and begins == first_line


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(inspect.getfile(module)).read_text("utf-8"))


def _tables() -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Each entry of the two tables, changed to each of the three other types."""
    for name in ("STATE_IF_PART", "STATE_IF_NOT_PART"):
        table: tuple[int, ...] = getattr(decisions, name)
        for place in range(len(table)):
            for other in set(range(4)) - {table[place]}:
                yield name, place, (*table[:place], other, *table[place + 1 :])


def put_in(change: Change, reached: Callable[[], object] = bool) -> None:
    """Make the live function or table of this process the mutant; `reached` is called where it was changed."""
    if change.function is not None:
        vars(importlib.import_module(change.mutant.module))[MARK] = reached
        setattr(change.function, "__code__", change.code)  # noqa: B010
    else:
        setattr(decisions, change.mutant.name, change.code)


def take_out(change: Change) -> None:
    """Make the live function or table the original again."""
    if change.function is not None:
        setattr(change.function, "__code__", change.original)  # noqa: B010
    else:
        setattr(decisions, change.mutant.name, change.original)


def contracts_of(change: Change) -> tuple[FunctionType, ...]:
    """The contracts that are to refute a mutant."""
    function = decisions.next_type if change.function is None else change.function
    assert isinstance(function, FunctionType)
    return contracts_by_function()[function]
