"""What `hiwater_model` may use: an allow-list of imports, and the names with which a pure module could cheat.

Not good for: effects reached through a value that was passed in, or through an attribute built at run time.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

ALLOWED_IMPORTS = frozenset(
    "__future__ abc bisect collections dataclasses enum functools itertools math operator "
    "re struct types typing".split()
)
"""Top-level modules of the standard library that neither read nor change anything outside a value."""

FORBIDDEN_NAMES = frozenset(
    "open print input breakpoint eval exec compile __import__ __builtins__ globals locals vars "
    "setattr delattr id hash".split()
)
"""Builtins that do I/O, run text, change a frozen value, or differ from one process to the next (`id`, `hash`)."""

FORBIDDEN_ATTRIBUTES = frozenset(
    "__setattr__ __delattr__ __dict__ __globals__ __builtins__ __subclasses__ __loader__".split()
)
"""Attributes that lead around the names above or around `frozen=True`."""

FORBIDDEN_CACHES = frozenset({"cache", "lru_cache", "cached_property", "singledispatch"})
"""Parts of functools that remember between calls."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that the model must not hold: its line, and what it is."""

    line: int
    what: str


def violations(source: str) -> list[Violation]:
    """Return what in one module's text breaks the rules, in the order of the lines."""
    found = [violation for node in ast.walk(ast.parse(source)) for violation in _judge(node)]
    return sorted(found, key=lambda violation: (violation.line, violation.what))


def _judge(node: ast.AST) -> Iterator[Violation]:
    match node:
        case ast.Import(lineno=line, names=names):
            yield from (Violation(line, f"import {name.name}") for name in names if not _allowed(name.name))
        case ast.ImportFrom(lineno=line, level=0, module=str(module)) if not _allowed(module):
            yield Violation(line, f"import {module}")
        case ast.ImportFrom(lineno=line, module="functools", names=names):
            yield from (Violation(line, f"functools.{name.name}") for name in names if name.name in FORBIDDEN_CACHES)
        case ast.Name(lineno=line, id=name) if name in FORBIDDEN_NAMES:
            yield Violation(line, f"name {name}")
        case ast.Attribute(lineno=line, value=ast.Name(id="functools"), attr=name) if name in FORBIDDEN_CACHES:
            yield Violation(line, f"functools.{name}")
        case ast.Attribute(lineno=line, attr=name) if name in FORBIDDEN_ATTRIBUTES:
            yield Violation(line, f"attribute {name}")
        case ast.Global(lineno=line) | ast.Nonlocal(lineno=line):
            yield Violation(line, "global or nonlocal")
        case ast.AsyncFunctionDef(lineno=line) | ast.Await(lineno=line):
            yield Violation(line, "async")


def _allowed(module: str) -> bool:
    top = module.partition(".")[0]
    return top in ALLOWED_IMPORTS or top == "hiwater_model"
