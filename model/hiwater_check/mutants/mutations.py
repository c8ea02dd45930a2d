"""Small changes of a function's syntax tree, one at a time: a comparison, a number, a connective, a statement.

Left alone are strings and names, docstrings, and what only says who is to be blamed: assignments to `clause` and
entries in `writes`. The contracts are about what happens, and not about who is blamed for it. Not good for: faults that
change two places.
"""

import ast
import pickle
from collections.abc import Iterator
from copy import deepcopy
from typing import Final, NamedTuple

MARK: Final = "reached_by_a_mutant"
"""The name of the global function that a mutant calls when it comes to what was changed."""
_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Pow: ast.Mult,
}


class Mutation(NamedTuple):
    """One change: the line in its module, in words, and the changed function."""

    line: int
    what: str
    function: ast.FunctionDef


def mutations(function: ast.FunctionDef) -> Iterator[Mutation]:
    """Every change of a function, in the order of its source; the function itself is not touched."""
    whole = pickle.dumps(function)  # many times sooner read back than a deep copy is made
    silent = {id(inner) for one in ast.walk(function) if _says_nothing(one) for inner in ast.walk(one)}
    inside = {id(inner) for one in function.body for inner in ast.walk(one)} - silent
    for number, node in enumerate(ast.walk(function)):
        if id(node) not in inside:
            continue
        for what, changed in _changes(node):
            copy = pickle.loads(whole)
            _put(copy, list(ast.walk(copy))[number], changed)
            _mark(copy, changed)
            yield Mutation(getattr(node, "lineno", function.lineno), what, ast.fix_missing_locations(copy))


def _put(root: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(root):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(one is old for one in value):
                setattr(parent, name, [new if one is old else one for one in value])
                return


def _mark(function: ast.FunctionDef, changed: ast.AST) -> None:
    """Before the statement that was changed, call MARK: so it is known whether the change is reached."""
    lists = [
        value
        for node in ast.walk(function)
        for _, value in ast.iter_fields(node)
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt)
    ]
    innermost = [
        (statements, place)
        for statements in lists
        for place, statement in enumerate(statements)
        if any(changed is inner for inner in ast.walk(statement))
    ]
    statements, place = innermost[-1]
    statements.insert(place, ast.Expr(ast.Call(ast.Name(MARK, ast.Load()), [], [])))


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each change of one node, with words for it."""
    for what, changed in (
        *_of_comparison(node),
        *_of_number(node),
        *_of_connective(node),
        *_of_operator(node),
        *_of_statement(node),
    ):
        ast.copy_location(changed, node)
        yield what, changed


def _of_comparison(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                changed = deepcopy(node)
                changed.ops[place] = other()
                yield f"{ast.unparse(node)} → {ast.unparse(changed)}", changed


def _of_number(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} → {not node.value}", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        for other in (node.value + 1, node.value - 1):
            yield f"{node.value} → {other}", ast.Constant(other)


def _of_connective(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BoolOp):
        other = deepcopy(node)
        other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{ast.unparse(node)} → {ast.unparse(other)}", other
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)} → {ast.unparse(node.operand)}", deepcopy(node.operand)
    if isinstance(node, ast.IfExp) and not (_is_word(node.body) and _is_word(node.orelse)):
        swapped = ast.IfExp(deepcopy(node.test), deepcopy(node.orelse), deepcopy(node.body))
        yield f"{ast.unparse(node)} → {ast.unparse(swapped)}", swapped
    if isinstance(node, ast.If) and not isinstance(node.test, ast.Compare | ast.UnaryOp | ast.BoolOp):
        turned = deepcopy(node)
        turned.test = ast.UnaryOp(ast.Not(), turned.test)
        yield f"if {ast.unparse(node.test)} → if not", turned


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_operator(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        changed = deepcopy(node)
        changed.op = _OPERATORS[type(node.op)]()
        yield f"{ast.unparse(node)} → {ast.unparse(changed)}", changed


def _of_statement(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise):
        yield f"without: {ast.unparse(node).splitlines()[0]}", ast.Pass()
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield f"without: {ast.unparse(node)}", ast.Pass()
    if isinstance(node, ast.Return) and node.value is None:
        yield "without: return", ast.Pass()
    if isinstance(node, ast.Return) and node.value is not None:
        yield f"{ast.unparse(node)} → return None", ast.Return(ast.Constant(None))


def _says_nothing(node: ast.AST) -> bool:
    """A docstring, or something that only names clauses: an entry in the list of writes, the clause of the moment."""
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        return isinstance(target, ast.Attribute) and target.attr == "clause"
    if not isinstance(node, ast.Expr):
        return False
    return isinstance(node.value, ast.Constant) or ast.unparse(node).startswith(("draft.writes.", "self.writes."))
