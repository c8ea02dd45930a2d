"""Which numbers have names: users, groups, events, errors, and the words of the layouts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hiwater_impl.records.printing.own.tables import Filling

LONGEST_NAME = 256
"""Bytes; a name that is longer is cut here, so that a kernel knows what room it needs."""


@dataclass(frozen=True)
class Names:
    """What numbers are called: users and groups by id, events and errors by dialect and number; all may be empty."""

    users: Mapping[int, bytes] = field(default_factory=dict)
    groups: Mapping[int, bytes] = field(default_factory=dict)
    events: Mapping[str, Mapping[int, bytes]] = field(default_factory=dict)
    errors: Mapping[str, Mapping[int, bytes]] = field(default_factory=dict)


class NameTables:
    """The places of the tables of names, as they are added; the data are those of tokens.json and presentation.json."""

    def __init__(
        self, filling: Filling, data: Mapping[str, Any], presentation: Mapping[str, Any], names: Names
    ) -> None:
        self._filling = filling
        self._ways = data["dialects"]
        self._presentation = presentation
        users, groups = self._table(names.users), self._table(names.groups)
        self.events = {dialect: self._table(names.events.get(dialect, {})) for dialect in self._ways}
        """The table of the events of each dialect."""
        self._by_format = {
            dialect: {
                "user": users,
                "group": groups,
                "event": self.events[dialect],
                "error": self._table(names.errors.get(dialect, {})),
            }
            for dialect in self._ways
        }

    def of_token(self, dialect: str, token: Mapping[str, Any]) -> dict[str, int]:
        """The tables of a token's fields that have names: by `as` in presentation.json, or `names` in tokens.json."""
        shown = self._presentation[self._ways[dialect].get("based_on", dialect)]
        formats = self._by_format[dialect]
        parts = shown.get(token["name"], {}).get("fields", ())
        found = {part["fields"][-1]: formats[part["as"]] for part in parts if part["as"] in formats}
        own = {part["name"]: part["names"] for part in token["fields"] if "names" in part}
        return found | {
            name: self._table({int(number): text.encode() for number, text in names.items()})
            for name, names in own.items()
        }

    def _table(self, texts: Mapping[int, bytes]) -> int:
        return self._filling.texts({number & 0xFFFFFFFF: text[:LONGEST_NAME] for number, text in texts.items()})
