"""The protocol's schema as validators, one for each form."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from hiwater_specs import read


@cache
def validator(form: str) -> Draft202012Validator:
    """The validator of one form: `step`, `event`, `run`."""
    schema: dict[str, Any] = json.loads(read("protocol/schema.json"))
    return Draft202012Validator({"$ref": f"#/$defs/{form}", "$defs": schema["$defs"]})


def complaints(form: str, value: Any) -> list[str]:
    """What is wrong with a wire value; it is read back from its text first."""
    read_back = json.loads(json.dumps(value))
    return [f"{error.json_path}: {error.message}" for error in validator(form).iter_errors(read_back)]
