"""The protocol's schema as validators, one for each form, and what is wrong with a line in words."""

import json
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator

from hiwater_specs import read

_ANSWERS: Final = {
    "start": "language",
    "configure": "ok",
    "step": "events",
    "observe": "observation",
    "perform": "performed",
    "release": "trace",
}
"""What tells the answer to a request from other answers."""
_INSTEAD: Final = ("refused", "fault")


@cache
def validator(form: str) -> Draft202012Validator:
    """The validator of one form: `step`, `event`, `run`."""
    definitions = _definitions()
    return Draft202012Validator({"$ref": f"#/$defs/{form}", "$defs": definitions})


def complaints(form: str, value: Any) -> list[str]:
    """What is wrong with a wire value, each complaint beginning with the place; it is read back from its text first."""
    read_back = json.loads(json.dumps(value))
    return [f"{error.json_path}: {error.message}" for error in validator(form).iter_errors(read_back)]


def complaint_of_answer(request: str, answer: Any) -> str | None:
    """What is wrong with the answer to a request (start, configure, step, observe); None if nothing is."""
    if not isinstance(answer, dict):
        return "$: an answer is an object"
    key = next((key for key in _INSTEAD if key in answer), _ANSWERS[request])
    errors = sorted(_answer_validator(key).iter_errors(answer), key=lambda error: -len(error.absolute_path))
    return None if not errors else f"{errors[0].json_path}: {errors[0].message[:_LONGEST]}"


_LONGEST: Final = 300


@cache
def _answer_validator(key: str) -> Draft202012Validator:
    """The validator of the answers that have this key."""
    definitions = _definitions()
    form = next(form for form in definitions["answer"]["oneOf"] if key in form["required"])
    return Draft202012Validator({**form, "$defs": definitions})


@cache
def _definitions() -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads(read("protocol/schema.json"))["$defs"]
    return definitions
