"""Where the model's code names clauses: its string constants that are ids.

Docstrings and bare strings do not count. A constant outside any function counts for the name that it is assigned to.
Not good for: telling whether the function does what the clause says; that is the judge's matter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hiwater_conform.clauses.errors import ClauseDataError

IDENTIFIER = re.compile(r"[A-Z0-9]+-\d\d")


@dataclass(frozen=True, slots=True)
class Citation:
    """One naming of a clause: module, function (`Class.method`; the assigned name outside functions), module's line."""

    identifier: str
    module: str
    function: str
    line: int

    @property
    def place(self) -> str:
        """Module and function in one word: `hiwater_model.file.enqueue:append`."""
        return f"{self.module}:{self.function}"


@dataclass(frozen=True, slots=True)
class Citations:
    """All that the model's code cites."""

    clauses: tuple[Citation, ...]

    def places(self) -> Mapping[str, tuple[str, ...]]:
        """For each cited id the places that cite it, each once, in the order of modules and lines."""
        found: dict[str, dict[str, None]] = {}
        for citation in self.clauses:
            found.setdefault(citation.identifier, {})[citation.place] = None
        return {identifier: tuple(places) for identifier, places in found.items()}


def model_folder() -> Path:
    """The folder of the installed hiwater_model, found without importing it."""
    spec = find_spec("hiwater_model")
    if spec is None or not spec.submodule_search_locations:
        raise ClauseDataError("hiwater_model", "the package", "is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def scan_citations(folder: Path, package: str = "hiwater_model") -> Citations:
    """Scan every module under the folder, which is the package's own."""
    clauses: list[Citation] = []
    for path in sorted(folder.rglob("*.py")):
        words = path.relative_to(folder).with_suffix("").parts
        module = ".".join((package, *(words[:-1] if words[-1] == "__init__" else words)))
        text = path.read_text(encoding="utf-8")
        clauses.extend(citations_of(module, text))
    return Citations(tuple(clauses))


def citations_of(module: str, text: str) -> list[Citation]:
    """The clause ids that the code of one module names."""
    visitor = _Visitor(module)
    visitor.visit(ast.parse(text))
    return visitor.found


class _Visitor(ast.NodeVisitor):
    """Keeps the names of the enclosing classes and functions while it walks."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.found: list[Citation] = []
        self._names: list[str] = []
        self._assigned = "(module)"

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._inside(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._assign(node, node.targets[0])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._assign(node, node.target)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and IDENTIFIER.fullmatch(node.value):
            function = ".".join(self._names) or self._assigned
            self.found.append(Citation(node.value, self.module, function, node.lineno))

    def _inside(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()

    def _assign(self, node: ast.Assign | ast.AnnAssign, target: ast.expr) -> None:
        before = self._assigned
        self._assigned = ast.unparse(target)
        self.generic_visit(node)
        self._assigned = before
