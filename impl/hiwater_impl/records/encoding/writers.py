"""Writers of tokens: one for each layout, made from the data; from a mapping of values to bytes.

What follows from other fields may be left out, see `rules.py`. `byte_count` must be there: it needs the whole record.
"""

from functools import cache

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.fields import Data, Values, steps
from hiwater_impl.records.encoding.rules import rule_of
from hiwater_impl.records.layouts import layouts

TOLD = frozenset(["token", "token_offset"])
"""Keys of every token that no bytes come from; so are `time` of a file token and the names of numbers."""


class Writer:
    """The writer of one layout."""

    def __init__(self, token: Data) -> None:
        self.name: str = token["name"]
        fields = token["fields"]
        self.has_byte_count = token["place"] in ("record_start", "record_end")
        self._identifier = bytes([int(token["id"], 16)])
        self._known = TOLD.union(*((field["name"], f"{field['name']}_name") for field in fields))
        if token["place"] == "between_records":
            self._known |= {"time"}
        self._steps = steps(fields)
        self._rules = {
            name: rule
            for name, rule in ((field["name"], rule_of(field, fields)) for field in fields)
            if rule is not None
        }

    def written(self, values: Values) -> bytes:
        """The bytes of a token; raises NotARecord, which tells the field."""
        if not values.keys() <= self._known:
            extra = min(map(str, values.keys() - self._known))
            raise NotARecord(f"no such field in {self.name}; it has {', '.join(self._fields())}", field=extra)
        if not self._rules.keys() <= values.keys():
            values = self._completed(values)
        parts = [self._identifier]
        step = self._steps[0]
        try:
            for step in self._steps:
                parts.append(step.write(values))
        except KeyError:
            (missing, *_) = (name for name in step.names if name not in values)
            raise NotARecord(f"it is missing; {self.name} needs it", field=missing) from None
        except NotARecord as wrong:
            wrong.field = wrong.field or step.names[0]
            raise
        return b"".join(parts)

    def _fields(self) -> list[str]:
        return [name for step in self._steps for name in step.names]

    def _completed(self, values: Values) -> Values:
        found = dict(values)
        for name, rule in self._rules.items():
            if name not in found:
                number = rule(found)
                if number is not None:
                    found[name] = number
        return found


@cache
def writers() -> dict[str, dict[str, Writer]]:
    """The writers by dialect and name of the token, alternatives among them."""
    known = layouts()
    every = [Writer(token) for token in known.tokens]
    return {
        dialect: {every[number].name: every[number] for number in (*table, *alternatives) if number >= 0}
        for dialect, table, alternatives in zip(known.dialects, known.by_id, known.alternatives, strict=True)
    }
