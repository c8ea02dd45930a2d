"""The layouts of all dialects, made from the mapping that `specs/hiwater_specs/records/tokens.json` holds.

Left out: a check of the mapping beyond what is needed to make the values; `schema.json` is strict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from hiwater_model.records.integers import WIDTHS
from hiwater_model.records.shapes import (
    Amount,
    Choice,
    Field,
    Integer,
    Layout,
    Octets,
    Place,
    Repeated,
    Shape,
    String,
    TerminatedString,
)

Table: TypeAlias = Mapping[int, Layout]
"""Layouts by id."""

Data: TypeAlias = Mapping[str, Any]


class NotALayout(ValueError):
    """The mapping is none of layouts: `where` it went wrong, and what was wrong there."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family of systems writes: its table, and the layouts that may stand in place of one in the table."""

    name: str
    header_versions: tuple[int, ...]
    table: Table
    alternatives: tuple[Layout, ...]

    def tables(self) -> tuple[Table, ...]:
        """The table, then with each alternative alone in it, then with all of them if there are several."""
        one_each = [{**self.table, layout.identifier: layout} for layout in self.alternatives]
        together = {**self.table, **{layout.identifier: layout for layout in self.alternatives}}
        return (self.table, *one_each, *([together] if len(one_each) > 1 else []))


@dataclass(frozen=True, slots=True)
class Layouts:
    """All dialects by name, in the order of the file."""

    dialects: Mapping[str, Dialect]

    def table(self, dialect: str) -> Table:
        """The layouts of a dialect by id, alternatives left out."""
        return self.dialects[dialect].table

    def alternatives(self, dialect: str) -> tuple[Layout, ...]:
        """The alternative layouts of a dialect in the order of the file, those of what it is based on among them."""
        return self.dialects[dialect].alternatives

    def dialect_of(self, version: int) -> str | None:
        """The dialect that writes this version in its headers, or None."""
        found = (dialect.name for dialect in self.dialects.values() if version in dialect.header_versions)
        return next(found, None)

    def between_records(self, identifier: int) -> dict[str, Layout]:
        """By dialect: the layouts with this id that may stand between records."""
        found = {name: dialect.table.get(identifier) for name, dialect in self.dialects.items()}
        return {name: layout for name, layout in found.items() if layout and layout.place is Place.BETWEEN_RECORDS}


def layouts_from(data: Data) -> Layouts:
    """The layouts that the mapping describes; NotALayout when something that they need is missing or unknown."""
    layouts = tuple(_layout(number, token) for number, token in enumerate(_part(data, "tokens", "the mapping")))
    dialects: dict[str, Dialect] = {}
    for name, way in _part(data, "dialects", "the mapping").items():
        dialects[name] = _dialect(name, way, dialects, layouts)
    return Layouts(dialects)


def _dialect(name: str, way: Data, earlier: Mapping[str, Dialect], layouts: tuple[Layout, ...]) -> Dialect:
    base = _part(earlier, way["based_on"], f"base of {name}") if "based_on" in way else None
    without = {int(identifier, 16) for identifier in way.get("without", ())}
    own = [layout for layout in layouts if name in layout.dialects]
    table = {layout.identifier: layout for layout in own if not layout.alternative}
    inherited = {key: layout for key, layout in base.table.items() if key not in without} if base else {}
    others = [layout for layout in base.alternatives if layout.identifier not in without | table.keys()] if base else []
    alternatives = [*others, *(layout for layout in own if layout.alternative)]
    in_order = tuple(layout for layout in layouts if layout in alternatives)
    return Dialect(name, tuple(_part(way, "header_versions", name)), {**inherited, **table}, in_order)


def _layout(number: int, token: Data) -> Layout:
    where = f"token {number} ({token.get('name', 'no name')})"
    fields = tuple(Field(_part(field, "name", where), _shape(field, where)) for field in _part(token, "fields", where))
    return Layout(
        int(_part(token, "id", where), 16),
        _part(token, "name", where),
        tuple(_part(token, "dialects", where)),
        Place(_part(token, "place", where)),
        "alternative" in token,
        fields,
    )


def _shape(data: Data, where: str) -> Shape:
    match _part(data, "kind", where):
        case "bytes":
            return Octets(_amount(_part(data, "length", where)))
        case "string":
            return String()
        case "cstring":
            return TerminatedString(data.get("longest"))
        case "list":
            return Repeated(_amount(_part(data, "count", where)), _shape(_part(data, "of", where), where))
        case "choice":
            cases = {int(value): _shape(case, where) for value, case in _part(data, "cases", where).items()}
            otherwise = _shape(data["otherwise"], where) if "otherwise" in data else None
            return Choice(_part(data, "by", where), cases, otherwise)
        case kind if kind in WIDTHS:
            return Integer(kind, tuple(data["values"]) if "values" in data else None)
        case kind:
            raise NotALayout(where, f"unknown kind {kind!r}")


def _amount(rule: int | Data) -> Amount:
    return Amount(rule, None) if isinstance(rule, int) else Amount(rule.get("times", 1), rule["field"])


def _part(data: Data, key: str, where: str) -> Any:
    if key not in data:
        raise NotALayout(where, f"no {key!r}")
    return data[key]
