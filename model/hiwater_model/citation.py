"""How a pure function names the clauses that it implements; points name theirs where they are registered."""

from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])


def implements(*_clauses: str) -> Callable[[Function], Function]:
    """Mark a function with its clauses. The function is not changed: the linter of clauses reads the mark."""
    return lambda function: function
