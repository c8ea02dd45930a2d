"""The schema of our JSON form, made from the layouts: `python -m tests.impl.records.printing.own.schema_maker > FILE`.

Not good for agreement between keys: that a count is the length of its list is for the encoder to say.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from hiwater_impl.records.encoding.rules import rule_of
from hiwater_impl.records.printing.own.stretch import REASON_WORDS
from hiwater_specs import read

Schema = dict[str, Any]
NAMED = ("user", "group", "event", "error")
"""The formats of presentation.json that come with a name."""

_HEX = {
    "type": "object",
    "required": ["hex"],
    "properties": {"hex": {"$ref": "#/$defs/hexadecimal"}},
    "additionalProperties": False,
}


def schema() -> Schema:
    """The whole schema."""
    data, presentation = json.loads(read("records/tokens.json")), json.loads(read("records/presentation.json"))
    tokens: dict[str, list[Schema]] = {}
    for token in data["tokens"]:
        layout = _layout(token, presentation)
        if layout not in tokens.setdefault(token["name"], []):
            tokens[token["name"]].append(layout)
    tokens["damaged"] = [_closed({"token": {"const": "damaged"}, "bytes": _ref("bytes")}, ["token", "bytes"])]
    chosen = {f"token_{name}": found[0] if len(found) == 1 else {"anyOf": found} for name, found in tokens.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A piece of an audit trail in hiwater's JSON form, one line each",
        **_piece(data),
        "$defs": {
            **_values(),
            "token": {
                "type": "object",
                "required": ["token"],
                "properties": {"token": {"enum": sorted(tokens)}},
                "allOf": [
                    {"if": {"properties": {"token": {"const": name}}}, "then": _ref(f"token_{name}")} for name in tokens
                ],
            },
            **chosen,
        },
    }


def _piece(data: Mapping[str, Any]) -> Schema:
    reasons = sorted({word for word in REASON_WORDS if word})
    damage = {"reason": {"enum": reasons}, "offset": _ref("amount"), "number": {"type": "integer"}}
    return _closed(
        {
            "kind": {"enum": ["record", "file", "skipped"]},
            "offset": _ref("amount"),
            "length": _ref("amount"),
            "system": {"enum": list(data["dialects"])},
            "time": _ref("time"),
            "event": _ref("u16"),
            "event_name": _ref("string"),
            "tokens": {"type": "array", "items": _ref("token")},
            "damage": {"type": "array", "minItems": 1, "items": _closed(damage, list(damage))},
        },
        ["tokens"],
    )


def _values() -> Schema:
    integers = {
        f"{'i' if signed else 'u'}{bits}": {
            "type": "integer",
            "minimum": -(1 << bits - 1) if signed else 0,
            "maximum": (1 << bits - signed) - 1,
        }
        for signed in (0, 1)
        for bits in (8, 16, 32, 64)
    }
    address = r"[0-9]+(\.[0-9]+){3}|[0-9a-fA-F]*:[0-9a-fA-F:]*(:[0-9]+(\.[0-9]+){3})?"
    uuid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    return {
        **integers,
        "amount": {"type": "integer", "minimum": 0},
        "time": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}(Z|[+-]\d\d:\d\d)$"},
        "hexadecimal": {"type": "string", "pattern": "^([0-9a-fA-F]{2})*$"},
        "string": {"anyOf": [{"type": "string"}, _HEX]},
        "bytes": {"anyOf": [{"type": "string", "pattern": f"^(([0-9a-fA-F]{{2}})*|{address}|{uuid})$"}, _HEX]},
    }


def _layout(token: Mapping[str, Any], presentation: Mapping[str, Any]) -> Schema:
    properties: Schema = {"token": {"const": token["name"]}, "token_offset": _ref("amount")}
    required = ["token"]
    shown = [
        part
        for system in presentation.values()
        for part in system.get(token["name"], {}).get("fields", ())
        if part["as"] in NAMED
    ]
    named = {part["fields"][-1] for part in shown} | {part["name"] for part in token["fields"] if "names" in part}
    for field in token["fields"]:
        properties[field["name"]] = _shape(field)
        if field["name"] in named:
            properties[f"{field['name']}_name"] = _ref("string")
        if field["name"] != "byte_count" and rule_of(field, token["fields"]) is None:
            required.append(field["name"])
    if token["place"] == "between_records":
        properties["time"] = _ref("time")
    return _closed(properties, required)


def _shape(shape: Mapping[str, Any]) -> Schema:
    match shape["kind"]:
        case "string" | "cstring":
            return _ref("string")
        case "bytes":
            return _ref("bytes")
        case "list":
            return {"type": "array", "items": _shape(shape["of"])}
        case "choice":
            cases = [*shape["cases"].values(), *([shape["otherwise"]] if "otherwise" in shape else [])]
            shapes = list(map(_shape, cases))
            different = [one for place, one in enumerate(shapes) if one not in shapes[:place]]
            return different[0] if len(different) == 1 else {"anyOf": different}
        case kind:
            return {"enum": shape["values"]} if "values" in shape else _ref(kind)


def _closed(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def written(whole: Schema) -> str:
    """The schema as a file: each definition on a line."""
    head = {key: value for key, value in whole.items() if key != "$defs"}
    parts = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    definitions = ",\n".join(f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in whole["$defs"].items())
    return "{\n" + ",\n".join([*parts, f'  "$defs": {{\n{definitions}\n  }}']) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(written(schema()))
