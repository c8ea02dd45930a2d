"""Python functions of the model as solver terms: the source that runs is the source that is proved.

Taken: one `return` at the end of assignments and `if`s that return, conditional expressions, not, and/or of truths,
comparisons, + - and * with a constant, `min`, `&` with a constant, a constant tuple indexed, fields of a NamedTuple,
`_replace`, constants of the module, and calls of functions that are taken. Everything else is refused with its place;
so is what mixes truths and numbers. Not good for: what integers do not show (identity, exceptions; an index beyond
its tuple gives any of its values). The translation is held against Python on random inputs, see `agreeing`.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import z3

from hiwater_check.layer import Refused

Term: TypeAlias = Any
"""A solver's integer or truth, a Python constant, or a NamedTuple of these."""

_COMPARISONS: Final[dict[type, Callable[[Any, Any], Any]]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


class NotTaken(Refused):
    """A construct that is not translated; the message names it and its place."""

    def __init__(self, function: str, node: ast.AST, why: str) -> None:
        line = getattr(node, "lineno", 0)
        super().__init__(f"{function}, line {line}: {why} is not translated")


def translate(function: Callable[..., Any], *arguments: Term) -> Term:
    """What a function gives for solver terms. Raises NotTaken."""
    return _translate(function, arguments, ())


def _translate(function: Callable[..., Any], arguments: Sequence[Term], within: tuple[str, ...]) -> Term:
    """The same, within calls of the functions of these names."""
    definition = _definition(function)
    if function.__name__ in within:
        raise NotTaken(function.__name__, definition, "a call of itself")
    names = [argument.arg for argument in definition.args.args]
    if len(names) != len(arguments):
        raise NotTaken(function.__name__, definition, f"a call with {len(arguments)} arguments")
    scope = inspect.unwrap(function).__globals__
    translation = _Translation((*within, function.__name__), dict(zip(names, arguments, strict=True)), scope)
    return translation.body(definition.body)


@cache
def _definition(function: Callable[..., Any]) -> ast.FunctionDef:
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    (definition,) = ast.parse(source).body
    if not isinstance(definition, ast.FunctionDef):
        raise NotTaken(function.__name__, definition, "what is no function")
    given = definition.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.defaults:
        raise NotTaken(function.__name__, definition, "an argument that need not be given in its place")
    return definition


class _Translation:
    """One call of one function, the last of those it is within: its names, and the module's."""

    def __init__(self, within: tuple[str, ...], names: dict[str, Term], scope: Mapping[str, Any]) -> None:
        self.within = within
        self.names = names
        self.scope = scope

    def refuse(self, node: ast.AST, why: str) -> NotTaken:
        return NotTaken(self.within[-1], node, why)

    def body(self, statements: Sequence[ast.stmt]) -> Term:
        """The value that a list of statements returns."""
        for place, statement in enumerate(statements):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            if isinstance(statement, ast.Return) and statement.value is not None:
                return self.value(statement.value)
            if isinstance(statement, ast.If):
                return self._branch(statement, statements[place + 1 :])
            if isinstance(statement, ast.Assign):
                self._assign(statement)
                continue
            raise self.refuse(statement, f"the statement {type(statement).__name__}")
        raise self.refuse(ast.Pass(), "an end without return")

    def _assign(self, statement: ast.Assign) -> None:
        target = statement.targets[0]
        if len(statement.targets) != 1 or not isinstance(target, ast.Name):
            raise self.refuse(statement, "an assignment to more than a name")
        self.names[target.id] = self.value(statement.value)

    def _branch(self, statement: ast.If, rest: Sequence[ast.stmt]) -> Term:
        """An `if`, whose sides go on to what stands behind it unless they return."""
        test = self.value(statement.test)
        sides = []
        for side in (statement.body, statement.orelse):
            inner = _Translation(self.within, dict(self.names), self.scope)
            sides.append(inner.body([*side, *rest]))
        return self._choice(statement, test, *sides)

    def _choice(self, node: ast.AST, test: Term, first: Term, second: Term) -> Term:
        """The first if the test holds, else the second; field by field for NamedTuples."""
        if isinstance(test, bool):
            return first if test else second
        if hasattr(first, "_fields") and type(first) is type(second):
            pairs = zip(first, second, strict=True)
            return type(first)(*(self._choice(node, test, one, other) for one, other in pairs))
        if _is_truth(first) != _is_truth(second) or isinstance(first, tuple) or isinstance(second, tuple):
            raise self.refuse(node, "a choice between values that are not of one kind")
        return z3.If(_truth(test), *((_truth(first), _truth(second)) if _is_truth(first) else (first, second)))

    def value(self, node: ast.expr) -> Term:
        """An expression."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.refuse(node, f"the expression {type(node).__name__}")
        return method(node)

    def _constant(self, node: ast.Constant) -> Term:
        if not isinstance(node.value, int):
            raise self.refuse(node, f"the constant {node.value!r}")
        return node.value

    def _name(self, node: ast.Name) -> Term:
        if node.id in self.names:
            return self.names[node.id]
        value = self.scope.get(node.id)
        if isinstance(value, (int, tuple)):
            return value
        raise self.refuse(node, f"the name {node.id}")

    def _attribute(self, node: ast.Attribute) -> Term:
        value = self.value(node.value)
        if node.attr not in getattr(value, "_fields", ()):
            raise self.refuse(node, f"the attribute {node.attr}")
        return getattr(value, node.attr)

    def _ifexp(self, node: ast.IfExp) -> Term:
        return self._choice(node, self.value(node.test), self.value(node.body), self.value(node.orelse))

    def _boolop(self, node: ast.BoolOp) -> Term:
        parts = [self.value(part) for part in node.values]
        if not all(map(_is_truth, parts)):
            raise self.refuse(node, "and/or of what is no truth")
        parts = [_truth(part) for part in parts]
        return z3.And(*parts) if isinstance(node.op, ast.And) else z3.Or(*parts)

    def _unaryop(self, node: ast.UnaryOp) -> Term:
        if isinstance(node.op, ast.Not):
            return z3.Not(_truth(self.value(node.operand)))
        value = self._number(node.operand)
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.Invert):
            return -value - 1
        raise self.refuse(node, f"the operator {type(node.op).__name__}")

    def _compare(self, node: ast.Compare) -> Term:
        values = [self.value(one) for one in (node.left, *node.comparators)]
        parts = []
        for operator, left, right in zip(node.ops, values, values[1:], strict=False):
            if type(operator) not in _COMPARISONS:
                raise self.refuse(node, f"the comparison {type(operator).__name__}")
            if _is_truth(left) or _is_truth(right):
                raise self.refuse(node, "a comparison of truths")
            parts.append(_truth(_COMPARISONS[type(operator)](left, right)))
        return parts[0] if len(parts) == 1 else z3.And(*parts)

    def _binop(self, node: ast.BinOp) -> Term:
        left, right = self._number(node.left), self._number(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult) and (isinstance(left, int) or isinstance(right, int)):
            return left * right
        if isinstance(node.op, ast.BitAnd) and isinstance(right, int):
            return bits(left, right)
        raise self.refuse(node, f"the operator {type(node.op).__name__} here")

    def _number(self, node: ast.expr) -> Term:
        value = self.value(node)
        if _is_truth(value) or isinstance(value, tuple):
            raise self.refuse(node, "arithmetic with what is no number")
        return value

    def _subscript(self, node: ast.Subscript) -> Term:
        table, index = self.value(node.value), self._number(node.slice)
        if not isinstance(table, tuple) or not table:
            raise self.refuse(node, "an index into what is no constant tuple")
        found = table[-1]
        for place in reversed(range(len(table) - 1)):
            here = z3.Or(index == place, index == place - len(table))
            found = self._choice(node, here, table[place], found)
        return found

    def _call(self, node: ast.Call) -> Term:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "_replace" and not node.args:
            return self._replaced(node, node.func.value)
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.refuse(node, "this call")
        function = self.scope.get(node.func.id)
        if node.func.id == "min" and function is None and len(node.args) == 2:
            first, second = map(self._number, node.args)
            return self._choice(node, first <= second, first, second)
        if node.func.id in self.names or not inspect.isfunction(function):
            raise self.refuse(node, f"a call of {node.func.id}")
        return _translate(function, [self.value(argument) for argument in node.args], self.within)

    def _replaced(self, node: ast.Call, of: ast.expr) -> Term:
        """A NamedTuple with some fields changed."""
        value, changes = self.value(of), {str(one.arg): self.value(one.value) for one in node.keywords}
        if not changes.keys() <= set(getattr(value, "_fields", ())):
            raise self.refuse(node, "a replacement of what is no field")
        return value._replace(**changes)


def bits(value: Term, mask: int) -> Term:
    """`value & mask`. A negative mask is all ones but for some; Python's integers have as many bits as are needed."""
    if isinstance(value, int):
        return value & mask
    if mask < 0:
        return value - bits(value, ~mask)
    parts = [(value / (1 << bit)) % 2 * (1 << bit) for bit in range(mask.bit_length()) if mask >> bit & 1]
    return sum(parts[1:], parts[0]) if parts else 0


def _is_truth(value: Term) -> bool:
    return isinstance(value, bool) or z3.is_bool(value)


def _truth(value: Term) -> Term:
    """A truth, also where Python would take an integer for one."""
    if isinstance(value, bool) or z3.is_bool(value):
        return z3.BoolVal(value) if isinstance(value, bool) else value
    return value != 0 if not isinstance(value, int) else z3.BoolVal(value != 0)
