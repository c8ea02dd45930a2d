"""A test helper: decodes and encodes tokens by the layouts, written from `specs/hiwater_specs/records/README.md`.

Not good for hostile bytes (the first damage ends everything, as `Damage`) and not fast: it shows what the layouts mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Data = Mapping[str, Any]
"""A part of `tokens.json` as it stands there: a token, a field, a shape."""


class Damage(Exception):
    """The bytes are not what the layout says."""


class Token(NamedTuple):
    """One decoded token: its layout and the value of each field."""

    layout: Data
    values: dict[str, Any]


def table(data: Data, dialect: str) -> dict[int, Data]:
    """The layouts of one dialect by id, alternatives left out."""
    way = data["dialects"][dialect]
    found = table(data, way["based_on"]) if "based_on" in way else {}
    for name in way.get("without", []):
        del found[int(name, 16)]
    own = [token for token in data["tokens"] if dialect in token["dialects"] and "alternative" not in token]
    return found | {int(token["id"], 16): token for token in own}


def amount(rule: Any, values: Mapping[str, Any]) -> int:
    """A length or a count: a number, or an earlier field times a number."""
    found: int = rule if isinstance(rule, int) else values[rule["field"]] * rule.get("times", 1)
    if found < 0:
        raise Damage(f"negative amount {found}")
    return found


def picked(shape: Data, values: Mapping[str, Any]) -> Data:
    """The case of a choice."""
    found = shape["cases"].get(str(values[shape["by"]]), shape.get("otherwise"))
    if found is None:
        raise Damage(f"{shape['by']} is {values[shape['by']]}")
    chosen: Data = found
    return chosen


def width_and_sign(kind: str) -> tuple[int, bool]:
    """Bytes of an integer kind, and whether it is signed."""
    return int(kind[1:]) // 8, kind[0] == "i"


def allowed(shape: Data, value: int) -> int:
    """The integer, when the layout allows it."""
    if value not in shape.get("values", (value,)):
        raise Damage(f"{value} is none of {shape['values']}")
    return value


class Reader:
    """Bytes and a place in them."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data, self.place = data, place

    def take(self, count: int) -> bytes:
        """The next bytes, all of them or none."""
        if self.place + count > len(self.data):
            raise Damage(f"{count} bytes wanted at {self.place} of {len(self.data)}")
        self.place += count
        return self.data[self.place - count : self.place]

    def shape(self, shape: Data, values: Mapping[str, Any]) -> Any:
        """The value that stands here, read by its shape."""
        match shape["kind"]:
            case "bytes":
                return self.take(amount(shape["length"], values))
            case "string":
                return self.take(int.from_bytes(self.take(2), "big"))
            case "cstring":
                end = self.data.find(b"\0", self.place, self.place + shape.get("longest", len(self.data)))
                if end < 0:
                    raise Damage(f"no NUL after {self.place}")
                return self.take(end + 1 - self.place)[:-1]
            case "list":
                return [self.shape(shape["of"], values) for _ in range(amount(shape["count"], values))]
            case "choice":
                return self.shape(picked(shape, values), values)
            case kind:
                width, signed = width_and_sign(kind)
                return allowed(shape, int.from_bytes(self.take(width), "big", signed=signed))

    def token(self, tokens: Mapping[int, Data]) -> Token:
        """The token that starts here."""
        layout = tokens.get(self.take(1)[0])
        if layout is None:
            raise Damage(f"unknown id {self.data[self.place - 1]:#04x} at {self.place - 1}")
        values: dict[str, Any] = {}
        for field in layout["fields"]:
            values[field["name"]] = self.shape(field, values)
        return Token(layout, values)


def written(shape: Data, value: Any, values: Mapping[str, Any]) -> bytes:
    """The bytes of one value."""
    match shape["kind"]:
        case "bytes":
            if len(value) != amount(shape["length"], values):
                raise Damage("length of bytes")
            return bytes(value)
        case "string":
            return len(value).to_bytes(2, "big") + bytes(value)
        case "cstring":
            return bytes(value) + b"\0"
        case "list":
            if len(value) != amount(shape["count"], values):
                raise Damage("count of list")
            return b"".join(written(shape["of"], item, values) for item in value)
        case "choice":
            return written(picked(shape, values), value, values)
        case kind:
            width, signed = width_and_sign(kind)
            return allowed(shape, value).to_bytes(width, "big", signed=signed)


def encoded(token: Token) -> bytes:
    """The bytes of one token, its id first."""
    fields: Sequence[Data] = token.layout["fields"]
    parts = (written(field, token.values[field["name"]], token.values) for field in fields)
    return bytes.fromhex(token.layout["id"][2:]) + b"".join(parts)


def decoded(data: bytes, tokens: Mapping[int, Data]) -> list[Token]:
    """Every token of a stretch of bytes, to its exact end."""
    reader, found = Reader(data), list[Token]()
    while reader.place < len(data):
        found.append(reader.token(tokens))
    return found


def pieces(trail: bytes, tokens: Mapping[int, Data]) -> Iterator[bytes]:
    """The records of a trail, and the tokens between them, each as bytes; nothing is skipped."""
    reader = Reader(trail)
    while reader.place < len(trail):
        start = reader.place
        first = reader.token(tokens)
        if first.layout["place"] == "record_start":
            reader.place = start
            yield reader.take(first.values["byte_count"])
        elif first.layout["place"] == "between_records":
            yield trail[start : reader.place]
        else:
            raise Damage(f"{first.layout['name']} at {start} where a record should start")


def checked(piece: bytes, tokens: Mapping[int, Data]) -> list[Token]:
    """The tokens of one piece, when everything about it agrees: lengths, places, and the bytes written again."""
    found = decoded(piece, tokens)
    if b"".join(map(encoded, found)) != piece:
        raise Damage("written again, the bytes differ")
    first, rest = found[0], found[1:]
    if first.layout["place"] == "record_start":
        if any(token.layout["place"] == "record_start" for token in rest):
            raise Damage("a record inside a record")
        if any(token.layout["place"] == "record_end" for token in rest[:-1]):
            raise Damage("a trailer before the end")
        counts = {token.values["byte_count"] for token in (first, *rest) if "byte_count" in token.values}
        if counts != {len(piece)}:
            raise Damage(f"lengths {counts} for {len(piece)} bytes")
    return found
