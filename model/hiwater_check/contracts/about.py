"""What a contract is about: clauses of the specification, and the shipped functions whose mutants it must refute."""

from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple, TypeVar

Contract = TypeVar("Contract", bound=Callable[..., Any])


class Subject(NamedTuple):
    """A contract, by module and name, with its clauses and the functions that it looks at."""

    module: str
    contract: str
    clauses: tuple[str, ...]
    functions: tuple[FunctionType, ...]


SUBJECTS: list[Subject] = []
"""Every contract of the modules that have been imported, in the order of their sources."""


def about(clauses: str, *functions: Callable[..., Any]) -> Callable[[Contract], Contract]:
    """Say what a contract is about; the contract is not changed. `clauses` is a list of ids with blanks between."""

    def register(contract: Contract) -> Contract:
        looked_at = tuple(function for function in functions if isinstance(function, FunctionType))
        SUBJECTS.append(Subject(contract.__module__, contract.__name__, tuple(clauses.split()), looked_at))
        return contract

    return register
