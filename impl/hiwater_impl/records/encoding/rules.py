"""What a field must be that is left out.

A length and a count follow from what they count, the field that picks a case from the length of its bytes, and a field
that can have one value alone from nothing.
"""

from collections.abc import Callable, Sequence

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.fields import Data, Values
from hiwater_impl.records.encoding.values import counted_value

Rule = Callable[[Values], int | None]
"""From the values that are there; None when nothing follows from them. Raises NotARecord."""


def leaf_kind(shape: Data) -> str:
    """The kind of what a field holds in the end: of the items of a list, of the first case of a choice."""
    match shape["kind"]:
        case "list":
            return leaf_kind(shape["of"])
        case "choice":
            return leaf_kind(next(iter(shape["cases"].values())))
        case kind:
            return str(kind)


def rule_of(field: Data, fields: Sequence[Data]) -> Rule | None:
    """What a field that is left out must be, from the values that are there; no rule when nothing follows it."""
    if len(field.get("values", ())) == 1:
        return lambda values: int(field["values"][0])
    rules = [rule for other in fields for rule in _rules_of(other, field["name"])]
    return rules[0] if rules else None


def _rules_of(field: Data, wanted: str) -> list[Rule]:
    """The rule that a field gives for another one, if any."""
    name = field["name"]
    match field["kind"]:
        case "bytes" | "list" as kind:
            rule = field["length" if kind == "bytes" else "count"]
            if isinstance(rule, dict) and rule["field"] == wanted:
                return [lambda values: _size(values, name) // int(rule.get("times", 1))]
        case "choice":
            cases = field["cases"]
            if field["by"] == wanted and leaf_kind(field) == "bytes":
                by_length = {case["length"]: int(value) for value, case in cases.items()}
                return [lambda values: by_length.get(_size(values, name))]
            return [rule for case in list(cases.values())[:1] for rule in _rules_of({**case, "name": name}, wanted)]
    return []


def _size(values: Values, name: str) -> int:
    """The bytes or items of a field."""
    if name not in values:
        raise NotARecord("it is missing", field=name)
    value = values[name]
    try:
        return len(value) if isinstance(value, list) else len(counted_value(value))
    except NotARecord as wrong:
        wrong.field = name
        raise
